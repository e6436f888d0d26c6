"""Words around a time that decide whether it is one: what is counted, what is asked, set phrases, and clues. Data."""


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split("|"))


# Words with which a sentence asks for something: after them a new clause begins, so a number before them stands alone.
ACTS = _each(
    "remind|wake|call|tell|ring|alert|set|book|reserve|order|text|message|email|notify|buzz|ping|ask|let|lets|"
    "let's|i|i'd|i'll|we|we'll|and|then|but|so|because|when|if|with|my|me|us|you|he|she|they|it's|is|are|was|"
    "were|will|would|can|could|should|have|has|had|there|for|from|to|please|thanks|thank|until|till|before|"
    "after|by|via|near|into|without|叫|提醒|喊|通知|告诉|帮|给|我|你|请|让|去|来|要|开|见|吃|喝|出发|起床|集合|"
    "开会|上课|上班|下班|睡觉|打|有|的|吧|吗|呢|了|见面|会|会议|到|就|再|得|需要|必须|能|可以|准时|取消|设|定|"
    "订|预订|预约|起"
)

# Counted things: a number before one of these is a count and no hour.
THINGS = _each(
    "people|persons|person|guests|adults|children|kids|seats|tickets|places|points|dollars|dollar|bucks|euros|"
    "euro|pounds|yuan|rmb|usd|cny|percent|degrees|miles|mile|km|kilometers|kilometres|meters|metres|feet|inches|"
    "kg|grams|pills|tablets|cups|glasses|bottles|items|things|copies|pages|rooms|tables|stars|floors|blocks|"
    "stops|calories|reps|sets|rounds|drops|star|floor|street|st|avenue|ave|road|rd|downing|main|place|point|人|"
    "位|份|张|个人|块|元|块钱|毛|美元|欧元|度|公里|千米|米|厘米|公斤|斤|克|折|倍|个百分点|分之|线|楼|门|院|桌|"
    "店|厅|馆|航站楼|机|车|出口|口|包间|球衣|选手|文件|公路|铺|台|柜|仓|井|床|病房|队|楼层|层|室|房|房间|座|厢|"
    "路|街|弄|大街|地铁|车厢|登机口|站台|窗口|水|头疼|头痛|不舒服|小意思|小建议|小意见|小问题|小事|盐|糖|油|"
    "东西|钱|时间|吃的|心意|发烧|发热|贵|远|晚|早|快|慢|大|小|高|低|好|多|少|热|冷|疼|痛|累"
)

# What 点 may count when it is no hour: 两点看法 are two opinions.
POINTS = _each(
    "看法|意见|建议|想法|问题|原因|理由|要求|不同|疑问|体会|说明|要点|好处|坏处|优点|缺点|区别|感想|共识|希望|"
    "启示|心得|结论|经验|教训|好奇|疑惑|补充|内容|感受|不满|不足|优势|劣势|特点|变化|收获|请求|注意|小建议|"
    "小问题|小意见|不同意见|重要|核心"
)

# Set phrases with time words in them that name no time.
TRAPS = _each(
    "一天到晚|一日三餐|年年有余|有朝一日|两点之间|两点一线|五一路|八一路|五四路|"
    "一点也|一点都|一点儿|一点点|有点|有一点|有点儿|差一点|差点|差点儿|快一点|快点|慢一点|慢点|早一点|早点|"
    "早点儿|晚一点|晚点|晚点儿|好一点|好点|多一点|多点|少一点|少点|大一点|小一点|高一点|低一点|便宜一点|近一点|"
    "远一点|轻一点|热一点|冷一点|辣一点|这一点|那一点|上一点|下一点|补充一点|百分点|一下|一起|一定|一些|一样|"
    "一直|一会|一会儿|一共|统一|唯一|万一|一般|一边|一家|一切|一旦|一向|第一次|一周年|早上好|中午好|下午好|"
    "晚上好|上午好|早安|晚安|半天|大半天|半价|一半|早餐|早饭|早茶|早班|早操|早读|午餐|午饭|午休|下午茶|晚餐|"
    "晚饭|晚会|晚班|夜宵|日本|日料|日语|日常|日程|生日|三天两头|天天向上|秒杀|月饼|月亮|年级|年代|星期几|周几|"
    "礼拜几|号线|岁数|新年快乐|春节快乐|中秋快乐|元旦快乐|圣诞快乐|国庆快乐|节日快乐|圣诞树|圣诞歌|圣诞礼物|"
    "圣诞老人|春节联欢晚会|春晚|国庆阅兵|起床|每次|时候|时间|小时候|周杰伦|周先生|周女士|周小姐|周医生|周老师|"
    "周总|周围|周边|周到|号码|自由|自己|从来|由于|过敏|good morning|good afternoon|good evening|good night|"
    "morning everyone|goodnight|second opinion|second hand|second-hand|second floor|second half|second one|"
    "seconds away|split second|wait a second|wait a sec|wait a minute|wait a moment|just a second|just a sec|"
    "just a minute|hold on a second|hold on a minute|hang on a second|hang on a minute|hang on a sec|"
    "hold on a sec|give me a second|give me a minute|give me a sec|got a minute|have a minute|got a second|"
    "have a second|last minute|at the last minute|in no time|day by day|these days|those days|one day|some day|"
    "someday|day off|days off|one of these days|day and night|year round|merry christmas|happy christmas|"
    "happy thanksgiving|happy easter|happy halloween|happy new year|happy birthday|may i|may we|may you|may be|"
    "may have|may not|may he|may she|may they|may it|may the force|march ahead|march on|march forward|march of|"
    "womens march|march for|sun is|sun was|the sun|in the sun|sun cream|sun set|sun rise|sun goes|sat down|"
    "sat on|i sat|we sat|he sat|she sat|cat sat|sat there|i wed|to wed|at all|at once|at least|at most|at first|"
    "at last|at one point|at one with|at two places|man in black|friday the 13th|saturday night live|"
    "ruby tuesday|sunday times|sunday best|monday blues|fri end|24 7|one more time|first time|second time|"
    "next time|last time|this one|next one|last one|first one|any one|no one|one by one|"
    "christmas tree|christmas songs|christmas song|christmas carols|christmas music|christmas movie|"
    "christmas movies|christmas gifts|christmas gift|christmas present|christmas presents|christmas party|"
    "christmas card|christmas cards|halloween costume|easter eggs|easter egg|father christmas|"
    "the day after tomorrow movie|quarter pounder|quarter finals|half price|half off|better half|half marathon|"
    "half time|halftime|first aid|first class|second class|first name|last name|first floor|third floor|"
    "third party|third person|morning run|morning coffee|morning glory|evening news|evening gown|evening dress|"
    "night club|night shift|night owl|night out|night light|night stand|afternoon tea|am i|i am|i'm|you am|"
    "am not|am here|am going|am in"
)

# Words that make one reading of a bare hour the likelier.
MORNING_CLUES = _each(
    "wake|waking|up|woken|breakfast|sunrise|叫醒|起床|唤醒|叫我起床|早餐|早饭|晨跑|晨练|早操|早读|早班|喊醒"
)
WEAK_MORNING_CLUES = _each("alarm|alarms|闹钟|闹铃|叫我")
EVENING_CLUES = _each(
    "dinner|supper|table|restaurant|movie|movies|film|cinema|concert|theater|theatre|drinks|party|cocktails|pub|"
    "show|evening|tonight|dine|reservation|晚饭|晚餐|聚餐|吃饭|餐厅|饭店|订位|订座|电影|演唱会|酒吧|夜宵|烧烤|"
    "火锅|聚会|音乐会|话剧|场次|订桌"
)
