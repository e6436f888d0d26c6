"""What is not meant: films, long ago, questions in general, figures of speech, things that cannot be ill. Pure."""

from __future__ import annotations

import re

# A clause that starts anew: what is told in one (a film, long ago) says nothing about the next.
_CLAUSE = re.compile(
    r"[。！？!?;；，,\n]|\.\s|\bbut\b|但是|可是|(?<![喘透上])不过(?!气|来)|"
    r"\band (?=(?:i|i'm|i've|my|now|he|he's|she|she's|his|her|our|we|today)\b)|而且(?=我|现在)"
)
_FICTION = re.compile(
    r"\b(?:in|from|watch\w*|read\w*|play\w*|saw)\b.{0,20}\b(?:movie|film|novel|book|game|series|episode|show|drama|story)\b"
    r"|\b(?:in|on|from) the news\b|\bi (?:read|heard) (?:that|about)\b"
    r"|\b(?:actor|actress|plays? (?:a|an|the) \w+ (?:victim|patient)|movie|film|sitcom|horror|trailer)\b"
    r"|(?:演员|演技|电视节目|歌曲|专辑|这部剧|那部剧|剧情|鬼片|恐怖片|动漫|综艺).{0,20}"
    r"|\bthe (?:hero|heroine|main character|villain)\b|\bdream(?:t|ed|ing)?\b|\bnightmare\b"
    r"|(?:电影|小说|电视剧|剧|游戏|漫画|故事)(?:里|中)|看的?(?:电影|电视剧|小说|新闻)|新闻|听说|报道|男主|女主|主角|做梦|梦见|梦到|噩梦"
)
_LONG_AGO = re.compile(
    r"\b(?:years?|months?|decades?) ago\b|\blast (?:year|summer|winter|month)\b|\bas a (?:child|kid|teenager)\b"
    r"|\bwhen i was (?:a |young|little|\w+ years)|\bused to have\b|\bback in (?:19|20)\d\d\b"
    r"|\bin (?:19|20)\d\d\b|\bas a kid\b|\bsince (?:childhood|(?:19|20)\d\d)\b"
    r"|去年|前年|年前|上个月|几个月前|小时候|以前得过|曾经|当年"
)
_ABOUT = re.compile(
    r"\bwhat (?:does|do) .{2,40} mean\b|\bwhat (?:is|are) (?:a|an|the (?:signs|symptoms|warning signs|causes?|meaning|"
    r"difference|definition|first aid)|stroke|sepsis|heart attacks?)\b"
    r"|\b(?:warning )?signs of an?\b|\bdefin(?:e|ition)\b|\bmeaning of\b"
    r"|\blearn(?:ing)?\b|\b(?:write|read|find)\b.{0,25}\b(?:article|essay|book|paper|report|story)\b"
    r"|\bhistory of\b|\bcourse (?:on|in|about)\b"
    r"|\b(?:essay|paper|thesis|book|article|novel)s? (?:is |are )?(?:about|on)\b"
    r"|\bask(?:s|ed)? (?:me )?why\b|\bhow much (?:is|does|do|are)\b"
    r"|多少钱|价格是|是什么意思|什么叫|有(?:哪些|什么)(?:前兆|症状|表现|征兆)|想了解|学习|怎么学|科普|论文|文章|写一篇|找(?:本|一本|几本)|培训|课程"
)
_HERE_AND_NOW = re.compile(
    r"\b(?:i|i'm|i've|my|me|now|we|our)\b|我|现在|刚才|刚刚|正在",
)
# What only wears somebody out, delights or scares them, makes no emergency of their words: "that queue kills me".
_TOPIC = (
    r"(?:bill|price|exam|homework|meeting|queue|line|traffic|film|movie|song|music|joke|match|game|boss|deadline|smile|"
    r"news|rent|shootout|show|band|view|commute|test|code|paperwork|dress|cake|puppy|concert|ending|plot|customer)s?"
)
_CARRIED_AWAY = re.compile(
    rf"^\W*(?:that|this|these|those|the|his|her)\s(?:\w+\s){{0,2}}{_TOPIC}\b.{{0,24}}"
    r"(?:kill|stop|gave|give|mak|made|broke|took|knock|explod|had|drain|drive|drove)\w*\s(?:me|us|my)\b"
    rf"|\bwhen i (?:saw|heard|read|got)\b.{{0,20}}{_TOPIC}"
    r"|\b(?:laugh|giggl)\w*.{0,20}(?:till|until|so (?:hard|much))"
    r"|\bmakes? my head (?:explode|spin)|\bthe death of me|\b(?:kills|slays) me\b|\bcrime scene\b|\bi'?m melting\b"
    r"|(?:排队|排|笑|吓|气|累|忙|急|烦|美|帅|甜|辣|贵|等|唱|玩|逗|加班|开会|写代码|堵车|看)得(?:我|人|大家)?"
    r"(?:都|快|要|快要|差点)?.{0,3}(?:断气|晕|昏|死|心脏|喘|吐血|头|肚子|没命|手心|窒息)(?!.{0,3}(?:倒|过去)了)"
    r"|(?:看到|看见|听到|听说|一看|一听|一想|想到).{0,12}(?:差点|险些|整个人|我就|就要|都要|我都|恨不得).{0,4}"
    r"(?:晕|昏|死|吐血|疯|傻|没命|心脏|窒息|头大)"
    r"|一(?:笑|开会|上班|加班).{0,3}(?:就|我就)|心(?:都)?(?:要)?化了|[热冷萌馋]死|头(?:都)?大(?:了|$)|狗血"
)
_FIGURE = re.compile(
    r"(?:压力|工作|作业|价格|房价|房贷|生活|气氛|贵|忙|美|帅).{0,8}(?:喘不过|喘不上|透不过)"
    r"|想死(?:你|我|他|她|妈|爸|家)|(?:笑|累|困|热|饿|气|急|烦|难|丢|吓|无聊|尴尬)死"
    r"|\bdrown(?:ing|ed)? in (?:my |too much |all this )?"
    r"(?:work|debt|email\w*|paper\w*|homework|meetings|books|tasks|laundry)"
    r"|\bkill(?:ed|ing)? myself laughing|\bdying (?:of|to|for)\b|\btook my breath away|\bbroke my heart|\bheart ?broken"
)


# "Gran's hearing aid" is a thing and not gran.
_OWNED = re.compile(
    r"(?:爸|妈|爷|奶|老公|老婆|孩子|儿子|女儿|朋友|同事|老人|公公|婆婆|外公|外婆|他|她|我)+家?的?(?=手机|电脑|平板|助听器|老花镜|眼镜|车|手表|轮椅|电视)"
    r"|\b\w+'s (?=(?:\w+ )?(?:phone|laptop|computer|hearing aid|glasses|car|watch|wheelchair|tv|tablet)\b)"
)
# What cannot be ill, or goes to the vet: a phone that does not respond, a dog that does not eat.
_THING = re.compile(
    r"手机|电脑|平板|笔记本|软件|程序|系统|网页|网站|服务器|汽车|打印机|电视|音箱|键盘|相机|助听器|机器人|扫地机|狗|猫|鱼|仓鼠|兔子|鸟|乌龟|植物|盆栽|花"
    r"|\b(?:phone|laptop|computer|screen|tablet|app|server|printer|browser|website|car|tv|program|mouse|keyboard|pc"
    r"|console|hearing aid|robot|hoover|vacuum|dog|cat|fish|goldfish|hamster|rabbit|bird|parrot|plants?|puppy|kitten)\b"
)
_PERSON = re.compile(
    r"爸|妈|爷|奶|公公|婆婆|外公|外婆|姥|孩子|宝宝|儿子|女儿|(?<!其)他|她|老公|老婆|老伴|丈夫|妻子|朋友|同事|室友|老人|有(?:个)?人|邻居|弟|哥|姐|妹|路人"
    r"|我(?!家(?:的)?(?:狗|猫|鱼|金鱼|鸟)|的(?:手机|电脑|车))"
    r"|\b(?:he|she|i|him|dad|father|mum|mom|mother|wife|husband|son|daughter|baby|kid|child|friend|man|woman|guy|girl|boy|"
    r"someone|somebody|grandma|grandpa|nan|gran|brother|sister|uncle|aunt|colleague|neighbou?r|toddler|people)\b"
    r"(?!'s (?:hearing|phone|laptop|car|dog|cat))"
)


def is_of_a_thing(folded: str) -> bool:
    """Whether it is said of a device or an animal and of no person."""
    return bool(_THING.search(folded)) and not _PERSON.search(folded)


def told_of_now(folded: str) -> str:
    """The text without what it tells of films, of long ago, or asks about in general; figures of speech go, too."""
    kept: list[str] = []
    fiction = False
    for clause in _CLAUSE.split(_OWNED.sub(" ", _FIGURE.sub(" ", folded))):
        if _CARRIED_AWAY.search(clause):
            continue
        if _FICTION.search(clause):
            fiction = True
            continue
        fiction = fiction and not _HERE_AND_NOW.search(clause)
        if not (fiction or _LONG_AGO.search(clause) or _ABOUT.search(clause)):
            kept.append(clause)
    return "，".join(kept)
