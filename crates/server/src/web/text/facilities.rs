//! The words of the directory of facilities.

use crate::web::frame::Lang;

use super::Word;

texts! {
    /// A fixed word or sentence of the directory and of the page of a facility.
    DirectoryText:
    FindFacilities = "找联网医院和药店", "Find hospitals and pharmacies";
    FindFacilitiesWhy = "按地方、名称、拼音找，看能不能直接结算", "By place or name: who settles directly";
    FindThere = "找那里的联网医院和药店", "Hospitals and pharmacies there";
    MistakenFind = "有误：找联网医院和药店", "Error: find hospitals and pharmacies";
    TreatedOptional = "去哪儿看病", "Where you see a doctor";
    DirectoryPlaceHint = "城市或区县，比如：广州天河", "A city or a district";
    NameLabel = "名称", "Name";
    NameHint = "名称或拼音，比如：人民医院、rmyy", "In characters or pinyin";
    ServiceLabel = "看什么", "What for";
    AnyService = "都可以", "Anything";
    LevelLabel = "级别", "Level";
    AnyLevel = "不限级别", "Any level";
    KindLabel = "类型", "Kind";
    AnyKind = "医院和药店", "Hospitals and pharmacies";
    NearLabel = "从哪个区出发", "Nearest to";
    NearHint = "比如：天河区", "A district";
    FindNow = "找一找", "Find";
    OtherFilters = "换个条件找", "Look for something else";
    ByDistrict = "按区县看", "By district";
    SettledHere = "能直接结算", "settles directly";
    OpenSince = "从哪天起能结算", "Open since";
    NotYet = "还没开通", "not yet open";
    NoLonger = "已经停了", "no longer open";
    NeverOpen = "不能直接结算", "no direct settlement";
    PageBefore = "上一页", "Previous";
    PageAfter = "下一页", "Next";
    PagesOfList = "翻页", "Pages of the list";
    NothingFound = "没有找到", "Nothing was found";
    TryThese = "可以这样找", "Try this";
    DropService = "不限看什么", "Whatever it is for";
    DropLevel = "不限级别", "Of any level";
    DropKind = "医院药店都看", "Hospitals and pharmacies";
    DropText = "不限名称", "Whatever it is called";
    WiderPlace = "看整个", "All of ";
    NothingOnRecord = "那里还没有收录任何机构。打 12393 问当地医保局，或者换一个地方找。",
        "Nothing is on record there yet. Call 12393 and ask the agency there, or look elsewhere.";
    OutsideScheme = "香港、澳门、台湾和国外没有联网机构，那里的费用不能直接结算。",
        "There are no networked facilities in Hong Kong, Macao, Taiwan or abroad; care there is \
        not settled directly.";
    HomePair = "在参保地看病，不算异地就医。", "At home nothing has to be filed.";
    MustFile = "要不要备案？", "Must I file?";
    AllFilters = "全部条件", "All filters";

    // The page of a facility.
    BackToList = "返回名单", "Back to the list";
    FacilityCodeLabel = "机构编码", "Code";
    WhereItIs = "在哪儿", "Where";
    AddressLabel = "地址", "Address";
    PhoneLabel = "电话", "Telephone";
    LevelOfIt = "结算级别", "Settlement level";
    GradeOfIt = "医院等级", "Grade";
    NotOnRecord = "没有收录", "not on record";
    WhatItSettles = "能直接结算什么", "What it settles directly";
    NothingSettled = "这家机构没有开通任何直接结算。去了只能自己先付，再回参保地报销。",
        "It settles nothing directly. One pays first and claims at the insured place.";
    SettlesNoMore = "这家现在不能直接结算，去了只能自己先付。请另选一家。",
        "It settles nothing directly now; one would have to pay first. Choose another.";
    FindAnother = "找别的联网医院", "Find another hospital";
    ForYou = "您去这家，要注意", "For you";
    WhoInsures = "写上医保在哪儿交，就能看到对您意味着什么。",
        "Say where you are insured to see what it means for you.";
    ShowMeaning = "看一看", "Show";
    ChoosingIt = "门诊定点", "Choosing it for outpatient care";
    ChoosingNotAsked = "没有收录要先选点的规定。", "No rule on record asks for a choice.";
    MayBeChosen = "这家可以选", "this one may be chosen";
    MayNotBeChosen = "这家不能选", "this one may not be chosen";
    ChooseThis = "选它做门诊定点", "Choose it for outpatient care";
    ScanThis = "用手机扫这个码，打开这一页", "Scan this to open this page on a telephone";
    QrLabel = "这家机构的二维码", "Two-dimensional code of this facility";
    ScannedHere = "您扫的是这家机构的码。", "You scanned the code of this facility.";
    RecordedOn = "名单截至", "As on record on";
    AskAboutFiling = "看要不要备案", "See whether to file";
    TryABill = "看看能报多少", "See how much is paid";
}
