//! What somebody is signed in with, as far as a browser says: its kind and the system below, in two
//! words, so that people recognise it. Nothing else of what it says is kept.

use domain::text::Named;
use domain::{Bilingual, word_list};

word_list! {
    /// Kinds of browsers, the particular ones first: each says it is also one of those below.
    BrowserKind {
        /// WeChat's.
        WeChat = "wechat", "微信", "WeChat";
        /// Alipay's.
        Alipay = "alipay", "支付宝", "Alipay";
        /// Edge.
        Edge = "edge", "Edge 浏览器", "Edge";
        /// Firefox.
        Firefox = "firefox", "Firefox 浏览器", "Firefox";
        /// Chrome.
        Chrome = "chrome", "Chrome 浏览器", "Chrome";
        /// Safari.
        Safari = "safari", "Safari 浏览器", "Safari";
        /// Another.
        Other = "other", "浏览器", "browser";
    }
}

word_list! {
    /// Systems, the particular ones first.
    SystemKind {
        /// HarmonyOS.
        Harmony = "harmony", "鸿蒙", "HarmonyOS";
        /// Android.
        Android = "android", "安卓手机", "Android";
        /// iPhone.
        IPhone = "iphone", "iPhone", "iPhone";
        /// iPad.
        IPad = "ipad", "iPad", "iPad";
        /// Windows.
        Windows = "windows", "Windows 电脑", "Windows";
        /// macOS.
        Mac = "mac", "苹果电脑", "Mac";
        /// Linux.
        Linux = "linux", "Linux 电脑", "Linux";
        /// Another.
        Other = "other", "别的设备", "another device";
    }
}

/// What the head of a request says of the browser, in two words.
pub(crate) fn device_of(agent: &str) -> String {
    let says = |word: &str| agent.contains(word);
    let browser = match () {
        () if says("MicroMessenger") => BrowserKind::WeChat,
        () if says("AlipayClient") => BrowserKind::Alipay,
        () if says("Edg/") || says("EdgA/") => BrowserKind::Edge,
        () if says("Firefox/") || says("FxiOS/") => BrowserKind::Firefox,
        () if says("Chrome/") || says("CriOS/") => BrowserKind::Chrome,
        () if says("Safari/") => BrowserKind::Safari,
        () => BrowserKind::Other,
    };
    let system = match () {
        () if says("HarmonyOS") || says("OpenHarmony") => SystemKind::Harmony,
        () if says("Android") => SystemKind::Android,
        () if says("iPhone") => SystemKind::IPhone,
        () if says("iPad") => SystemKind::IPad,
        () if says("Windows") => SystemKind::Windows,
        () if says("Macintosh") => SystemKind::Mac,
        () if says("Linux") => SystemKind::Linux,
        () => SystemKind::Other,
    };
    format!("{} {}", browser.word(), system.word())
}

/// Those words for people.
pub(crate) fn device_in_words(device: &str) -> Bilingual {
    let (browser, system) = device.split_once(' ').unwrap_or_default();
    let browser = BrowserKind::from_word(browser).unwrap_or(BrowserKind::Other);
    let system = SystemKind::from_word(system).unwrap_or(SystemKind::Other);
    let (browser, system) = (browser.name(), system.name());
    Bilingual::new(
        format!("{} · {}", system.zh, browser.zh),
        format!("{} · {}", system.en, browser.en),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_recognised_by_its_kind_and_system_alone() {
        let rows = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 \
                 Safari/537.36 Edg/141.0",
                "edge windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1",
                "safari iphone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36 \
                 MicroMessenger/8.0",
                "wechat android",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0",
                "firefox linux",
            ),
            ("curl/8.5", "other other"),
        ];
        for (agent, device) in rows {
            assert_eq!(device_of(agent), device, "{agent}");
            assert!(device_in_words(device).zh.contains('·'));
        }
        assert_eq!(device_in_words("").zh, "别的设备 · 浏览器");
    }
}
