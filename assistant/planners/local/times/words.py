"""The words of time in Chinese and English: data, and no code. A word may belong to several tables."""

WEEKDAYS: dict[str, int] = {
    **{w: i for i, w in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())},
    **{"mon": 0, "tue": 1, "tues": 1, "thu": 3, "thur": 3, "thurs": 3, "fri": 4},
}
# Words that are also something else: they count only beside a word that makes them a day.
WEAK_WEEKDAYS: dict[str, int] = {"wed": 2, "weds": 2, "sat": 5, "sun": 6}
PLURAL_WEEKDAYS: dict[str, int] = {
    **{w + "s": i for i, w in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
}
ZH_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
WEEK_PREFIXES = ("星期", "礼拜", "周")

MONTHS: dict[str, int] = {
    **{"january": 1, "february": 2, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10},
    **{"november": 11, "december": 12, "jan": 1, "feb": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9},
    **{"oct": 10, "nov": 11, "dec": 12},
}
WEAK_MONTHS: dict[str, int] = {"march": 3, "mar": 3, "may": 5}

# Parts of the day in minutes after midnight: where they begin and end.
PARTS: dict[str, tuple[int, int]] = {
    "small_hours": (0, 360),
    "early": (360, 540),
    "morning": (360, 720),
    "forenoon": (480, 720),
    "noon": (660, 810),
    "afternoon": (720, 1080),
    "dusk": (1020, 1140),
    "evening": (1080, 1320),
    "night": (1080, 1440),
    "late": (1320, 1440),
}
ZH_PARTS: dict[str, str] = {
    "凌晨": "small_hours", "拂晓": "small_hours", "黎明": "small_hours", "清晨": "early", "清早": "early",
    "一大早": "early", "大清早": "early", "一早": "early", "大早上": "early", "早晨": "morning", "早上": "morning",
    "早间": "morning", "晨间": "morning", "上午": "forenoon", "午前": "forenoon", "中午": "noon", "晌午": "noon",
    "午间": "noon", "下午": "afternoon", "午后": "afternoon", "傍晚": "dusk", "黄昏": "dusk", "晚上": "night",
    "晚间": "night", "夜晚": "night", "夜里": "late", "夜间": "late", "深夜": "late", "半夜": "late", "大半夜": "late",
}  # fmt: skip
EN_PARTS: dict[str, str] = {
    "morning": "morning", "mornings": "morning", "afternoon": "afternoon", "afternoons": "afternoon",
    "evening": "evening", "evenings": "evening", "night": "night", "nights": "night", "lunchtime": "noon",
}  # fmt: skip

# Days counted from today, some with the part of the day in the same word.
RELATIVE_DAYS: dict[str, int] = {
    "today": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tomorrows": 1,
    "yesterday": -1, "day after tomorrow": 2,
    "the day after tomorrow": 2, "overmorrow": 2, "day before yesterday": -2, "the day before yesterday": -2,
    "今天": 0, "今日": 0, "今儿": 0, "今儿个": 0, "当天": 0, "明天": 1, "明日": 1, "明儿": 1, "明儿个": 1, "后天": 2,
    "后日": 2, "后儿": 2, "大后天": 3, "大大后天": 4, "昨天": -1, "昨日": -1, "昨儿": -1, "前天": -2, "前日": -2, "大前天": -3,
    "次日": 1, "隔天早上": 1,
}  # fmt: skip
DAY_PARTS: dict[str, tuple[int, str]] = {
    "tonight": (0, "night"), "tonite": (0, "night"), "last night": (-1, "night"), "overnight": (0, "night"),
    "今晚": (0, "night"), "今夜": (0, "night"), "今儿晚上": (0, "night"), "今早": (0, "morning"), "今晨": (0, "morning"),
    "明早": (1, "morning"), "明晨": (1, "morning"), "明晚": (1, "night"), "明儿早上": (1, "morning"), "后晚": (2, "night"),
    "昨晚": (-1, "night"), "昨夜": (-1, "night"), "当晚": (0, "night"), "今晚上": (0, "night"), "明晚上": (1, "night"), "昨晚上": (-1, "night"), "今儿晚": (0, "night"),
}  # fmt: skip

# Units: (which field of a length, how many of it).
UNITS: dict[str, tuple[str, int]] = {
    **dict.fromkeys("second seconds sec secs 秒 秒钟".split(), ("seconds", 1)),
    **dict.fromkeys("minute minutes min mins minuets 分钟 分鐘".split(), ("seconds", 60)),
    **dict.fromkeys("hour hours hr hrs 小时 钟头 钟点".split(), ("seconds", 3600)),
    **dict.fromkeys("day days 天".split(), ("days", 1)),
    **dict.fromkeys("week weeks wk wks 周 星期 礼拜".split(), ("days", 7)),
    **dict.fromkeys("fortnight fortnights".split(), ("days", 14)),
    **dict.fromkeys("month months 月".split(), ("months", 1)),
    **dict.fromkeys("quarters 季度".split(), ("months", 3)),
    **dict.fromkeys("year years 年 年头".split(), ("months", 12)),
}
# Short forms, read as a unit only when stuck to a digit: 90s, 2h.
GLUED_UNITS: dict[str, tuple[str, int]] = {"h": ("seconds", 3600), "m": ("seconds", 60), "s": ("seconds", 1)}

FESTIVAL_NAMES: dict[str, str] = {
    "元旦": "new_year", "元旦节": "new_year", "new year's day": "new_year", "new years day": "new_year",
    "情人节": "valentine", "valentine's day": "valentine", "valentines day": "valentine", "妇女节": "women",
    "women's day": "women", "植树节": "arbor", "st patrick's day": "st_patrick", "愚人节": "fools",
    "april fools": "fools", "april fools day": "fools", "earth day": "earth", "五一": "labour", "劳动节": "labour",
    "五一劳动节": "labour", "五一节": "labour", "labor day": "labour_day", "labour day": "labour_day", "may day": "labour",
    "青年节": "youth", "五四青年节": "youth", "儿童节": "children", "六一": "children", "六一儿童节": "children",
    "children's day": "children", "juneteenth": "juneteenth", "建党节": "party", "independence day": "independence",
    "fourth of july": "independence", "4th of july": "independence", "建军节": "army", "八一建军节": "army",
    "教师节": "teachers", "teachers' day": "teachers", "teacher's day": "teachers", "国庆": "national",
    "国庆节": "national", "十一国庆": "national", "十一国庆节": "national", "national day": "national",
    "万圣节": "halloween", "halloween": "halloween", "万圣夜": "halloween", "双十一": "singles", "双11": "singles",
    "光棍节": "singles", "singles day": "singles", "singles' day": "singles", "veterans day": "veterans",
    "平安夜": "christmas_eve", "圣诞夜": "christmas_eve", "christmas eve": "christmas_eve", "圣诞": "christmas",
    "圣诞节": "christmas", "christmas": "christmas", "christmas day": "christmas", "xmas": "christmas",
    "boxing day": "boxing", "new year's eve": "new_year_eve", "new years eve": "new_year_eve", "跨年夜": "new_year_eve",
    "mlk day": "mlk", "presidents day": "presidents", "presidents' day": "presidents", "母亲节": "mother",
    "mother's day": "mother", "mothers day": "mother", "memorial day": "memorial", "父亲节": "father",
    "father's day": "father", "fathers day": "father", "columbus day": "columbus", "感恩节": "thanksgiving",
    "thanksgiving": "thanksgiving", "thanksgiving day": "thanksgiving", "black friday": "black_friday",
    "黑色星期五": "black_friday", "黑五": "black_friday", "easter": "easter", "easter sunday": "easter", "复活节": "easter",
    "good friday": "good_friday", "easter monday": "easter_monday", "春节": "spring", "大年初一": "spring",
    "农历新年": "spring", "过年": "spring", "spring festival": "spring", "chinese new year": "spring",
    "lunar new year": "spring", "chinese new year's day": "spring", "除夕": "spring_eve", "除夕夜": "spring_eve",
    "大年三十": "spring_eve", "年三十": "spring_eve", "大年夜": "spring_eve", "年夜": "spring_eve",
    "chinese new year's eve": "spring_eve", "lunar new year's eve": "spring_eve", "元宵": "lantern", "元宵节": "lantern",
    "lantern festival": "lantern", "龙抬头": "dragon_head", "二月二龙抬头": "dragon_head", "端午": "dragon_boat",
    "端午节": "dragon_boat", "dragon boat festival": "dragon_boat", "七夕": "qixi", "七夕节": "qixi",
    "qixi festival": "qixi", "中元节": "ghost", "鬼节": "ghost", "中秋": "mid_autumn", "中秋节": "mid_autumn",
    "mid-autumn festival": "mid_autumn", "mid autumn festival": "mid_autumn", "mid-autumn": "mid_autumn",
    "moon festival": "mid_autumn", "重阳": "double_ninth", "重阳节": "double_ninth", "double ninth festival": "double_ninth",
    "腊八": "laba", "腊八节": "laba", "小年": "little_new_year", "清明": "qingming", "清明节": "qingming",
    "qingming": "qingming", "qingming festival": "qingming", "tomb-sweeping day": "qingming",
    "tomb sweeping day": "qingming", "冬至": "dongzhi", "winter solstice": "dongzhi", "立春": "lichun", "立冬": "lidong",
    "夏至": "xiazhi",
}  # fmt: skip

# Words known only by their role in a phrase.
ROLES: dict[str, str] = {
    "at": "at", "on": "on in_on", "in": "in in_on", "by": "by", "around": "about", "about": "about", "approximately": "about",
    "roughly": "about", "circa": "about", "for": "for", "of": "of", "the": "the", "a": "a", "an": "a", "per": "per a",
    "and": "and comma_and", "or": "or", "to": "to", "till": "to until before_min", "til": "to until before_min",
    "until": "to until", "through": "to", "thru": "to", "up to": "to until", "from": "from", "between": "from",
    "since": "from", "starting": "from begin", "starts": "from begin", "start": "begin", "beginning": "from begin",
    "begin": "begin", "commencing": "from begin", "effective": "from begin", "as of": "from begin", "ending": "until to",
    "after": "after", "past": "past", "before": "before before_min", "ago": "ago", "later": "later", "hence": "later",
    "from now": "later", "from today": "later", "from now on": "onward_all", "earlier": "earlier", "ahead": "ahead",
    "onwards": "onward", "onward": "onward", "forward": "onward", "on wards": "onward", "half": "half",
    "quarter": "quarter", "oh": "oh", "o": "oh", "o'clock": "oclock", "oclock": "oclock", "o clock": "oclock",
    "o’clock": "oclock", "clock": "oclock_tail", "sharp": "sharp", "exactly": "sharp", "noon": "noon", "midday": "noon",
    "twelve noon": "noon", "12 noon": "noon", "high noon": "noon", "midnight": "midnight", "twelve midnight": "midnight",
    "next": "next", "following": "next", "this": "this", "coming": "coming", "upcoming": "coming", "current": "this",
    "last": "last", "previous": "prev", "first": "nth1", "final": "last", "every": "every", "each": "every",
    "every single": "every", "all": "all", "other": "other_one", "alternate": "other_one", "not": "not",
    "daily": "daily", "everyday": "daily", "day to day": "x", "weekly": "weekly", "monthly": "monthly", "yearly": "yearly",
    "annually": "yearly", "hourly": "hourly", "nightly": "nightly", "weekday": "workweek", "weekdays": "workweek_s workweek",
    "workday": "workweek", "workdays": "workweek_s workweek", "working day": "workweek workday",
    "working days": "workweek_s workweek workday", "business day": "workweek workday", "business days": "workweek workday",
    "week day": "workweek", "week days": "workweek_s workweek",
    "weekend": "weekend", "weekends": "weekend_s weekend", "holiday": "holiday", "holidays": "holiday", "break": "holiday",
    "end": "end", "beginning of": "begin_of", "start of": "begin_of", "the beginning of": "begin_of", "middle": "middle",
    "mid": "middle", "old": "old", "early": "early", "late": "late", "once": "once", "twice": "times_n", "thrice": "times_n", "times": "times",
    "time": "times1", "time's": "x", "make it": "make", "change it to": "make", "move it to": "make", "set it to": "make",
    "set it for": "make", "push it to": "make", "switch it to": "make", "make that": "make", "how about": "make",
    "what about": "make", "rather": "rather", "instead": "rather", "please": "act", "couple": "couple", "couple of": "couple_of",
    "few": "few", "several": "few", "within": "within", "during": "during", "over": "during", "s": "s", "'s": "s", "day": "day1",
    "date": "date1", "full": "full", "whole": "full", "another": "a", "same": "same", "minus": "minus", "plus": "plus",
    "点": "dian", "点钟": "dian oclock", "時": "shi", "时": "shi", "时整": "shi_zheng", "点整": "dian_zheng", "整": "zheng", "分": "fen",
    "刻": "ke", "刻钟": "ke_len", "半": "half", "差": "cha", "过": "guo", "零": "ling", "号": "hao", "日": "ri", "月": "yue",
    "月份": "yue", "年": "nian", "个": "ge", "多": "x", "第": "di", "的": "de", "之": "de", "在": "zai", "于": "zai", "约": "about",
    "大约": "about", "大概": "about", "差不多": "about", "左右": "tail", "前后": "tail", "许": "tail", "钟": "zhong", "之前": "before",
    "前": "before", "以前": "before", "后": "after_zh later_zh", "以后": "after_zh later_zh", "之后": "after_zh later_zh",
    "过后": "after_zh later_zh", "内": "within_zh", "之内": "within_zh", "以内": "within_zh", "里": "within_zh", "再过": "in_zh",
    "到": "to until", "至": "to until", "直到": "until", "从": "from", "自": "from", "由": "from", "打": "x", "起": "onward",
    "开始": "onward", "往后": "onward", "起算": "onward", "从现在起": "now_on", "从现在开始": "now_on", "现在起": "now_on",
    "每": "every", "每个": "every", "每一": "every", "每一个": "every", "每逢": "every", "每到": "every", "逢": "every", "每隔": "every_gap",
    "隔": "gap", "天天": "daily", "每天": "daily", "每日": "daily", "每早": "daily_morning", "每晚": "nightly", "每夜": "nightly",
    "每年": "yearly", "年年": "yearly", "每月": "monthly", "每个月": "monthly", "月月": "monthly", "每小时": "hourly", "每个小时": "hourly",
    "每周": "weekly", "每个星期": "weekly", "每星期": "weekly", "每礼拜": "weekly", "每个礼拜": "weekly", "每一天": "daily", "每一周": "weekly",
    "每两周": "fortnightly", "隔天": "alternate_days", "隔日": "alternate_days", "隔周": "alternate_weeks", "fortnightly": "fortnightly",
    "工作日": "workweek workweek_s workday", "上班日": "workweek workweek_s", "法定工作日": "legal_workday workday", "法定上班日": "legal_workday",
    "statutory working day": "legal_workday", "chinese working day": "legal_workday", "chinese workday": "legal_workday",
    "chinese working days": "legal_workday", "legal working day": "legal_workday", "周末": "weekend", "双休日": "weekend",
    "假期": "holiday", "长假": "holiday", "小长假": "holiday", "黄金周": "holiday", "放假": "holiday", "假日": "holiday",
    "下": "next_zh", "下个": "next_zh", "下一": "next_zh", "下一个": "next_zh", "这": "this_zh", "这个": "this_zh", "本": "this_zh", "当": "this_zh",
    "这一": "this_zh", "上": "prev_zh", "上个": "prev_zh", "上一": "prev_zh", "上一个": "prev_zh", "最后": "last", "最后一个": "last", "最后一": "last",
    "倒数第一个": "last", "头一个": "nth1", "首个": "nth1", "首": "nth1",
    "今年": "this_year", "明年": "next_year", "后年": "year_after_next", "去年": "last_year", "本月": "this_month", "当月": "this_month",
    "月底": "month_end", "月末": "month_end", "月初": "month_begin", "月中": "month_middle", "年底": "year_end", "年末": "year_end", "岁末": "year_end",
    "年初": "year_begin", "上旬": "month_begin", "中旬": "month_middle", "下旬": "month_late", "中午十二点": "noon12",
    "正午": "noon", "午夜": "midnight", "子夜": "midnight", "零点": "midnight_zero", "那天": "that_day", "当日": "that_day", "那一天": "that_day",
    "前一天": "day_before", "前一日": "day_before", "头一天": "day_before", "前夕": "day_before", "前夜": "day_before", "前一晚": "eve_before", "前一天晚上": "eve_before",
    "后一天": "day_after", "第二天": "day_after", "后第一天": "day_after", "次日": "day_after", "隔天": "alternate_days day_after",
    "the day before": "the_day_before", "day before": "the_day_before", "the eve of": "the_day_before", "the night before": "night_before",
    "the day after": "the_day_after", "day after": "the_day_after", "the morning after": "the_day_after",
    "农历": "lunar", "阴历": "lunar", "旧历": "lunar", "正月": "zheng_yue", "腊月": "la_yue", "冬月": "dong_yue", "初": "chu", "闰": "run",
    "大年": "da_nian", "提前": "ahead_zh", "推迟": "postpone", "延后": "postpone", "推后": "postpone", "延迟": "postpone", "晚点": "x",
    "次": "ci", "回": "ci", "趟": "ci", "顿": "ci", "片": "ci", "粒": "ci", "遍": "ci",
    "早": "zao", "晚": "wan", "，": "comma", ",": "comma", "、": "dun comma_and", "和": "comma_and", "跟": "comma_and", "及": "comma_and", "与": "comma_and", "&": "comma_and",
    "-": "dash", "–": "dash", "—": "dash", "~": "dash", "～": "dash", "－": "dash", "(": "paren", ")": "paren", "（": "paren", "）": "paren",
    "改成": "make", "改到": "make", "改为": "make", "换成": "make", "换到": "make", "定在": "make", "定到": "make", "约在": "make", "推到": "make", "挪到": "make", "调到": "make", "调成": "make",
    "今": "x", "明": "x", "am": "am", "a.m.": "am", "a.m": "am", "pm": "pm", "p.m.": "pm", "p.m": "pm",
    "season": "x", "有": "has", "这几": "x", "那": "has", "以下": "has", "如下": "has", "几": "ji", "百分之": "percent_zh", "o.clock": "oclock",
}  # fmt: skip

# Words with which a sentence asks for something: after them a new clause begins, so a number before them stands alone.
ACTS = (
    "remind wake call tell ring alert set book reserve order text message email notify buzz ping ask let lets let's i i'd i'll we "
    "we'll and then but so because when if with my me us you he she they it's is are was were will would can could should have "
    "has had there for from to please thanks thank until till before after by via near into with without"
    " 叫 提醒 喊 通知 告诉 帮 给 我 你 请 让 去 来 要 开 见 吃 喝 出发 起床 集合 开会 上课 上班 下班 睡觉 打 有 的 吧 吗 呢 了 见面 会 会议 到 就 再 得 需要 必须 能 可以 准时 取消 设 定 订 预订 预约 起"
).split()

# Counted things: a number before one of these is a count and no hour.
THINGS = (
    "people persons person guests adults children kids seats tickets places points dollars dollar bucks euros euro pounds "
    "yuan rmb usd cny percent degrees miles mile km kilometers kilometres meters metres feet inches kg grams pills tablets "
    "cups glasses bottles items things copies pages rooms tables stars floors blocks stops calories reps sets rounds drops "
    "star floor street st avenue ave road rd downing main place point"
    " 人 位 份 张 个人 块 元 块钱 毛 美元 欧元 度 公里 千米 米 厘米 公斤 斤 克 折 倍 个百分点 分之 线 楼 门 院 桌 店 厅 馆 航站楼 "
    "机 车 出口 口 包间 球衣 选手 文件 公路 铺 台 柜 仓 井 床 病房 队 楼层 层 室 房 房间 座 厢 路 街 弄 大街 地铁 车厢 登机口 站台 窗口 "
    "水 头疼 头痛 不舒服 小意思 小建议 小意见 小问题 小事 盐 糖 油 东西 钱 时间 吃的 心意 发烧 发热 贵 远 晚 早 快 慢 大 小 高 低 好 多 少 热 冷 疼 痛 累"
).split()  # fmt: skip

# What 点 may count when it is no hour: 两点看法 are two opinions.
POINTS = (
    "看法 意见 建议 想法 问题 原因 理由 要求 不同 疑问 体会 说明 要点 好处 坏处 优点 缺点 区别 感想 共识 希望 启示 心得 结论 经验 教训 好奇 疑惑 补充 内容 "
    "体会 感受 不满 不足 优势 劣势 特点 变化 收获 请求 注意 小建议 小问题 小意见 不同意见 重要 核心"
).split()

# Set phrases with time words in them that name no time.
TRAPS = (
    "一点也|一点都|一点儿|一点点|有点|有一点|有点儿|差一点|差点|差点儿|快一点|快点|慢一点|慢点|早一点|早点|早点儿|晚一点|晚点|晚点儿|好一点|好点|多一点|多点|"
    "少一点|少点|大一点|小一点|高一点|低一点|便宜一点|近一点|远一点|轻一点|热一点|冷一点|辣一点|这一点|那一点|上一点|下一点|补充一点|百分点|一下|一起|一定|一些|一样|"
    "一直|一会|一会儿|一共|统一|唯一|万一|一般|一边|一家|一切|一旦|一向|第一次|一周年|早上好|中午好|下午好|晚上好|上午好|早安|晚安|半天|大半天|半价|一半|"
    "早餐|早饭|早茶|早班|早操|早读|午餐|午饭|午休|下午茶|晚餐|晚饭|晚会|晚班|夜宵|日本|日料|日语|日常|日程|生日|三天两头|天天向上|秒杀|月饼|月亮|"
    "新年快乐|春节快乐|中秋快乐|元旦快乐|圣诞快乐|国庆快乐|节日快乐|圣诞树|圣诞歌|圣诞礼物|圣诞老人|春节联欢晚会|春晚|国庆阅兵|起床|每次|时候|时间|小时候|"
    "周杰伦|周先生|周女士|周小姐|周医生|周老师|周总|周围|周边|周到|号码|号线|自由|自己|从来|由于|过敏|"
    "good morning|good afternoon|good evening|good night|morning everyone|goodnight|second opinion|second hand|second-hand|second floor|"
    "second half|second one|seconds away|split second|wait a second|wait a sec|wait a minute|wait a moment|just a second|just a sec|just a minute|"
    "hold on a second|hold on a minute|hang on a second|hang on a minute|hang on a sec|hold on a sec|give me a second|give me a minute|give me a sec|"
    "got a minute|have a minute|got a second|have a second|last minute|at the last minute|in no time|day by day|these days|those days|"
    "one day|some day|someday|day off|days off|one of these days|day and night|year round|merry christmas|happy christmas|happy thanksgiving|happy easter|"
    "happy halloween|happy new year|happy birthday|may i|may we|may you|may be|may have|may not|may he|may she|may they|may it|may the force|march ahead|march on|march forward|"
    "march of|womens march|march for|sun is|sun was|the sun|in the sun|sun cream|sun set|sun rise|sun goes|sat down|sat on|i sat|we sat|he sat|she sat|"
    "sat in|sat at|sat by|cat sat|sat there|i wed|to wed|at all|at once|at least|at most|at first|at last|at one|at one point|at one with|at two places|man in black|friday the 13th|saturday night live|"
    "ruby tuesday|sunday times|sunday best|monday blues|fri end|24 7|one more time|first time|second time|next time|last time|this time|this one|"
    "next one|last one|first one|any one|no one|one by one|christmas tree|christmas songs|christmas song|christmas carols|christmas music|christmas movie|christmas movies|"
    "christmas gifts|christmas gift|christmas present|christmas presents|christmas party|christmas card|christmas cards|halloween costume|easter eggs|easter egg|father christmas|"
    "the day after tomorrow movie|quarter pounder|quarter finals|half price|half off|better half|half marathon|half time|halftime|"
    "first aid|first class|second class|first name|last name|first floor|third floor|third party|third person|"
    "morning run|morning coffee|morning glory|evening news|evening gown|evening dress|night club|night shift|night owl|night out|night light|night stand|afternoon tea|"
    "am i|i am|i'm|you am|am not|am here|am going|am in"
)

# Words that make one reading of a bare hour the likelier: (how strongly).
MORNING_CLUES = (
    "wake waking up woken breakfast sunrise 叫醒 起床 唤醒 叫我起床 早餐 早饭 晨跑 晨练 早操 早读 早班 喊醒".split()
)
WEAK_MORNING_CLUES = "alarm alarms 闹钟 闹铃 叫我".split()
EVENING_CLUES = (
    "dinner supper table restaurant movie movies film cinema concert theater theatre drinks party cocktails pub show evening "
    "tonight dine reservation 晚饭 晚餐 聚餐 吃饭 餐厅 饭店 订位 订座 电影 演唱会 酒吧 夜宵 烧烤 火锅 聚会 音乐会 话剧 场次 订桌"
).split()
