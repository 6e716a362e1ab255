//! `docs/registers.md`: which files can be taken in, and the columns of each.

use std::fmt::Write as _;

use sheets::Columns;
use sheets::facilities::FacilityColumn;
use sheets::items::ItemColumn;
use sheets::people::PeopleColumn;

const OPENING: &str = "\
# 名册怎么放进来 · Taking registers in

由 `suixing docs registers` 生成。Generated.

```
suixing init 文件夹                                    # 配置、密钥、空数据库 / configuration, keys, an empty database
suixing import facilities 机构.xlsx --config …         # 预演：什么也不写 / a rehearsal: nothing is written
suixing import facilities 机构.xlsx --config … --write
suixing import catalogue 目录.xlsx --region 440100 --since 2026-01-01 --config … --write
suixing import people 参保人.csv --config … --write
suixing doctor --config …                             # 还缺什么 / what is missing
suixing serve --config …
```

CSV（UTF-8、GB18030、UTF-16，逗号、制表符、分号分隔）、XLSX、XLS、ODS 都可以；列名上面可以有标题，列的次序随意，\
认不出的列不用。列名不在下表里的，写一份对照，用 `--columns 文件` 给出：

CSV in any encoding Excel saves, XLSX, XLS or ODS; titles may stand above the names of the columns, in any order, and columns
that are not known are left alone. Other names are mapped by a file given with `--columns`:

```toml
[columns]
certificate = \"社会保障号\"
```

- 不写 `--write` 就是预演：新增、更改、不变、拒收各多少，要看的行写成一张表，用 WPS 打开，写着哪一列、什么问题、怎么改。\
Without `--write` it is a rehearsal; rows to see to are written to a table with the column, the fault and its repair.
- 一行有错只拒收这一行。同一份文件可以再放一次：已经在册的不动，断了也是再放一次。\
A wrong row is refused alone. The same file may be taken in again, also where it was broken off.
- 参保人：写了什么就登记什么，文件里没有的人不动。缴费、终止日期是补充；档次、人员类别、标记的变更从「自何日起」算起，\
不写就从今天起；已结算的账按变更重算，差额成为补差，以 `--number` 为由。\
People: what the file does not name is left alone; what was paid and when it ended is known better now; a tier, a status or
a mark changes from the day stated, or from today, and what was settled is derived again.
- 机构：级别变更从今天起；不再写的服务从今天起终止。目录：同一编码的新内容从它的开始日期（不写就是 `--since`）起，\
旧内容留着，到那天为止；`--full` 才会终止文件里没有的项目，少了一成以上就拒收整份文件。\
Facilities: a level changes from today, and a service that is no longer named ends today. Catalogues: what an item says anew
holds from its first day, what it said before stays until then; only `--full` ends what the file does not name, and never more
than a tenth of it.
- 真实的人和虚构的人不能在一个数据库里；给空数据库试用时加 `--invented`。\
Real and invented people never share a database; `--invented` is for an empty one on trial.

十八位号码在表格里要设成「文本」：当成数字的，后几位已经丢了，会被拒收。
Numbers of eighteen digits are to be text: as a number the last digits are lost, and the row is refused.
";

/// The document.
pub fn markdown() -> String {
    let mut text = OPENING.to_owned();
    table::<PeopleColumn>(&mut text, "参保人 · People", "people");
    table::<FacilityColumn>(&mut text, "机构 · Facilities", "facilities");
    table::<ItemColumn>(&mut text, "目录 · Catalogue", "catalogue");
    text
}

fn table<C: Columns>(text: &mut String, title: &str, command: &str) {
    let _ = writeln!(
        text,
        "\n## {title}\n\n`suixing import {command}`\n\n| 列 | 也叫 | 对照用的词 word | 必填 needed |\n|---|---|---|---|"
    );
    for column in C::ALL {
        let column = column.column();
        let also = column.also.join("、");
        let needed = if column.is_needed { "是 yes" } else { "" };
        let (name, word) = (column.name, column.word);
        let _ = writeln!(text, "| {name} | {also} | `{word}` | {needed} |");
    }
}
