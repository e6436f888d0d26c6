"""The words of time in Chinese and English: data, and no code. A word may belong to several tables."""

WEEKDAYS: dict[str, int] = {
    **{w: i for i, w in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])},
    **{"mon": 0, "tue": 1, "tues": 1, "thu": 3, "thur": 3, "thurs": 3, "fri": 4},
}
# Words that are also something else: they count only beside a word that makes them a day.
WEAK_WEEKDAYS: dict[str, int] = {"wed": 2, "weds": 2, "sat": 5, "sun": 6}
PLURAL_WEEKDAYS: dict[str, int] = {
    **{w + "s": i for i, w in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}
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
    "晚间": "night", "夜晚": "night", "夜里": "late", "夜间": "late", "深夜": "late", "半夜": "late",
    "大半夜": "late",
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
    "今天": 0, "今日": 0, "今儿": 0, "今儿个": 0, "明天": 1, "明日": 1, "明儿": 1, "明儿个": 1, "后天": 2,
    "后日": 2, "后儿": 2, "大后天": 3, "大大后天": 4, "昨天": -1, "昨日": -1, "昨儿": -1, "前天": -2,
    "前日": -2, "大前天": -3,
    "次日": 1, "隔天早上": 1,
}  # fmt: skip
DAY_PARTS: dict[str, tuple[int, str]] = {
    "tonight": (0, "night"), "tonite": (0, "night"), "last night": (-1, "night"), "overnight": (0, "night"),
    "今晚": (0, "night"), "今夜": (0, "night"), "今儿晚上": (0, "night"), "今早": (0, "morning"),
    "今晨": (0, "morning"),
    "明早": (1, "morning"), "明晨": (1, "morning"), "明晚": (1, "night"), "明儿早上": (1, "morning"),
    "后晚": (2, "night"),
    "昨晚": (-1, "night"), "昨夜": (-1, "night"), "当晚": (0, "night"), "今晚上": (0, "night"),
    "明晚上": (1, "night"), "昨晚上": (-1, "night"), "今儿晚": (0, "night"),
}  # fmt: skip

# Units: (which field of a length, how many of it).
UNITS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(["second", "seconds", "sec", "secs", "秒", "秒钟"], ("seconds", 1)),
    **dict.fromkeys(["minute", "minutes", "min", "mins", "minuets", "分钟", "分鐘"], ("seconds", 60)),
    **dict.fromkeys(["hour", "hours", "hr", "hrs", "小时", "钟头", "钟点"], ("seconds", 3600)),
    **dict.fromkeys(["day", "days", "天"], ("days", 1)),
    **dict.fromkeys(["week", "weeks", "wk", "wks", "周", "星期", "礼拜"], ("days", 7)),
    **dict.fromkeys(["fortnight", "fortnights"], ("days", 14)),
    **dict.fromkeys(["month", "months", "月"], ("months", 1)),
    **dict.fromkeys(["quarters", "季度"], ("months", 3)),
    **dict.fromkeys(["year", "years", "年", "年头"], ("months", 12)),
}
# Short forms, read as a unit only when stuck to a digit: 90s, 2h.
GLUED_UNITS: dict[str, tuple[str, int]] = {"h": ("seconds", 3600), "m": ("seconds", 60), "s": ("seconds", 1)}

FESTIVAL_NAMES: dict[str, str] = {
    "元旦": "new_year", "元旦节": "new_year", "new year's day": "new_year", "new years day": "new_year",
    "情人节": "valentine", "valentine's day": "valentine", "valentines day": "valentine", "妇女节": "women",
    "women's day": "women", "植树节": "arbor", "st patrick's day": "st_patrick", "愚人节": "fools",
    "april fools": "fools", "april fools day": "fools", "earth day": "earth", "五一": "labour", "劳动节": "labour",
    "五一劳动节": "labour", "五一节": "labour", "labor day": "labour_day", "labour day": "labour_day",
    "may day": "labour",
    "青年节": "youth", "五四青年节": "youth", "儿童节": "children", "六一": "children", "六一儿童节": "children",
    "children's day": "children", "juneteenth": "juneteenth", "建党节": "party", "independence day": "independence",
    "fourth of july": "independence", "4th of july": "independence", "建军节": "army", "八一建军节": "army",
    "教师节": "teachers", "teachers' day": "teachers", "teacher's day": "teachers", "国庆": "national",
    "国庆节": "national", "十一国庆": "national", "十一国庆节": "national", "national day": "national",
    "万圣节": "halloween", "halloween": "halloween", "万圣夜": "halloween", "双十一": "singles", "双11": "singles",
    "光棍节": "singles", "singles day": "singles", "singles' day": "singles", "veterans day": "veterans",
    "平安夜": "christmas_eve", "圣诞夜": "christmas_eve", "christmas eve": "christmas_eve", "圣诞": "christmas",
    "圣诞节": "christmas", "christmas": "christmas", "christmas day": "christmas", "xmas": "christmas",
    "boxing day": "boxing", "new year's eve": "new_year_eve", "new years eve": "new_year_eve",
    "跨年夜": "new_year_eve",
    "mlk day": "mlk", "presidents day": "presidents", "presidents' day": "presidents", "母亲节": "mother",
    "mother's day": "mother", "mothers day": "mother", "memorial day": "memorial", "父亲节": "father",
    "father's day": "father", "fathers day": "father", "columbus day": "columbus", "感恩节": "thanksgiving",
    "thanksgiving": "thanksgiving", "thanksgiving day": "thanksgiving", "black friday": "black_friday",
    "黑色星期五": "black_friday", "黑五": "black_friday", "easter": "easter", "easter sunday": "easter",
    "复活节": "easter",
    "good friday": "good_friday", "easter monday": "easter_monday", "春节": "spring", "大年初一": "spring",
    "农历新年": "spring", "过年": "spring", "spring festival": "spring", "chinese new year": "spring",
    "lunar new year": "spring", "chinese new year's day": "spring", "除夕": "spring_eve", "除夕夜": "spring_eve",
    "大年三十": "spring_eve", "年三十": "spring_eve", "大年夜": "spring_eve", "年夜": "spring_eve",
    "chinese new year's eve": "spring_eve", "lunar new year's eve": "spring_eve", "元宵": "lantern",
    "元宵节": "lantern",
    "lantern festival": "lantern", "龙抬头": "dragon_head", "二月二龙抬头": "dragon_head", "端午": "dragon_boat",
    "端午节": "dragon_boat", "dragon boat festival": "dragon_boat", "七夕": "qixi", "七夕节": "qixi",
    "qixi festival": "qixi", "中元节": "ghost", "鬼节": "ghost", "中秋": "mid_autumn", "中秋节": "mid_autumn",
    "mid-autumn festival": "mid_autumn", "mid autumn festival": "mid_autumn", "mid-autumn": "mid_autumn",
    "moon festival": "mid_autumn", "重阳": "double_ninth", "重阳节": "double_ninth",
    "double ninth festival": "double_ninth",
    "腊八": "laba", "腊八节": "laba", "小年": "little_new_year", "清明": "qingming", "清明节": "qingming",
    "qingming": "qingming", "qingming festival": "qingming", "tomb-sweeping day": "qingming",
    "tomb sweeping day": "qingming", "冬至": "dongzhi", "winter solstice": "dongzhi", "立春": "lichun",
    "立冬": "lidong",
    "夏至": "xiazhi",
}  # fmt: skip
