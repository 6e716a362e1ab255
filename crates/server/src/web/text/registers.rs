//! The words of registers.

use super::super::frame::Lang;
use super::Word;

texts! {
    /// The words of the pages on which registers are taken in.
    RegisterText:
    Heading = "名册", "Registers";
    Lead = "先预演：新的、要改的、放不进来的，一行一行看清楚，再写入。",
        "It is rehearsed first: what is new, what changes, what cannot be taken in, row by row. \
         Nothing is written before that was seen.";
    Which = "哪一份名册", "Which register";
    File = "文件（CSV、XLSX、XLS、ODS，不超过 20 MB）", "The file (CSV, XLSX, XLS, ODS; at most 20 MB)";
    Larger = "更大的文件用命令放：suixing import，做的是同一件事，没有大小限制。",
        "Larger files are taken in with the command suixing import, which does the same without a \
         limit.";
    More = "目录、整份名册要另外写明的", "What a catalogue or a full register needs besides";
    Place = "哪个省或统筹区（目录必填）", "Province or pooling region (a catalogue needs it)";
    Day = "从哪天起（目录必填；整份名册：不再参保的第一天）",
        "From which day (a catalogue needs it; a full register: the first day without insurance)";
    Full = "这份就是全部：文件里没有的，从那天起终止", "This is all there is: what it does not name ends that day";
    Ends = "要终止的人数（超过一成时填，预演会告诉您）",
        "How many end (only for more than a tenth; the rehearsal tells)";
    LookAtIt = "先预演", "Rehearse it";
    GoesOn = "正在看，每 2 秒自动更新一次；关掉这一页也会做完。",
        "It goes on; this page asks again every 2 seconds. It is done also when you close it.";
    GoesOnWriting = "正在写入，每 2 秒自动更新一次；关掉这一页也会做完。",
        "It is being written; this page asks again every 2 seconds. It is done also when you \
         close it.";
    AskAgain = "现在就更新", "Ask again now";
    NewRows = "新增", "New";
    ChangedRows = "更改", "Changed";
    SameRows = "不变", "The same";
    RefusedRows = "放不进来", "Not taken in";
    MendThese = "先改这几行", "Mend these rows first";
    ChangesHow = "会改成这样", "What changes";
    Row = "行", "Row";
    Column = "列", "Column";
    Value = "现在的值", "Value";
    What = "问题", "What";
    Repair = "怎么改", "What to do";
    OnlyFirst = "这里最多列 50 行，全部在表里。",
        "At most 50 rows are listed here; all are in the table.";
    Download = "下载要看的行（表格）", "Download the rows to see to";
    Unused = "没有用到的列：", "Columns not used: ";
    WriteIt = "写入", "Write it";
    WriteHow = "放不进来的行不写，改好再放一次；已经在册的不动。",
        "Rows that cannot be taken in are left out; mend them and take the file in again. What is \
         on record is left alone.";
    NothingToWrite = "没有要写的：都已经在册，或者要先改。",
        "There is nothing to write: all is on record, or to be mended.";
    AnotherFile = "放另一份", "Another file";
    OnThisServer = "本服务器最近一小时", "On this server, within the last hour";
    OnThisServerHow = "有几台服务器的，名册在收下它的那一台上；写入了什么，每台都看得到，也在审计里。",
        "With several servers a register is on the one that took it; what was written is seen from \
         every one, and in the audit.";
    StillGoesOn = "正在做", "goes on";
    DidNotEnd = "没有放进去", "not taken in";
    WasWritten = "已写入", "written";
    WasRehearsed = "预演过，没有写入", "rehearsed, not written";
    NotOnThisServer = "这份名册不在这台服务器上：可能在另一台，或者超过一小时、服务器重启过。写入了的都在册。\
         没写完的，把同一份文件再放一次，已经在册的不动。",
        "This register is not on this server: it may be on another, or more than an hour has \
         passed, or the server began anew. What was written is on record. If it was not done, take \
         the same file in again; what is on record is left alone.";
    Written = "已写入，记在审计里。", "It is written, and the audit says so.";
}
