"""The words of English news, for `quotes.extraction.lexicon.Lexicon`."""

from quotes.extraction.lexicon import Lexicon, inflected, words

_IRREGULAR = {
    "admit": "admits admitted admitting",
    "beg": "begs begged begging",
    "begin": "begins began begun beginning",
    "blame": "blames blamed blaming",
    "bring": "brings brought bringing",
    "chat": "chats chatted chatting",
    "come": "comes came coming",
    "dub": "dubs dubbed dubbing",
    "feel": "feels felt feeling",
    "find": "finds found finding",
    "get": "gets got gotten getting",
    "give": "gives gave given giving",
    "go": "goes went gone going",
    "hear": "hears heard hearing",
    "hit": "hits hitting",
    "hold": "holds held holding",
    "keep": "keeps kept keeping",
    "know": "knows knew known knowing",
    "let": "lets letting",
    "make": "makes made making",
    "mean": "means meant meaning",
    "pan": "pans panned panning",
    "plead": "pleads pleaded pled pleading",
    "put": "puts putting",
    "quip": "quips quipped quipping",
    "read": "reads reading",
    "refer": "refers referred referring",
    "rap": "raps rapped rapping",
    "rip": "rips ripped ripping",
    "run": "runs ran running",
    "say": "says said saying",
    "see": "sees saw seen seeing",
    "send": "sends sent sending",
    "shoot": "shoots shot shooting",
    "show": "shows showed shown showing",
    "sing": "sings sang sung singing",
    "slam": "slams slammed slamming",
    "snap": "snaps snapped snapping",
    "speak": "speaks spoke spoken speaking",
    "swear": "swears swore sworn swearing",
    "take": "takes took taken taking",
    "tell": "tells told telling",
    "think": "thinks thought thinking",
    "understand": "understands understood understanding",
    "win": "wins won winning",
    "write": "writes wrote written writing",
}

_SPEECH = """
say tell add write note ask report announce suggest argue declare claim warn insist state explain
acknowledge reply respond tweet retweet promise vow pledge urge recall conclude predict deny admit
stress assert contend maintain concede reveal mention quip joke boast complain caution counter
confirm testify remark observe emphasize emphasise reiterate repeat retort recount lament charge
allege continue demand propose recommend agree estimate indicate proclaim exclaim shout yell
scream whisper mutter chant sing read speak talk opine muse gush crow declaim conclude
disclose relate insinuate instruct order inform notify advise assure remind swear threaten plead
appeal beg answer inquire wonder clarify elaborate intone interject chime specify outline detail
protest object bemoan tease email e-mail message text comment post call echo
advocate reason speculate signal hint imply pronounce quote cite holler growl groan grumble
bellow thunder rant rave tout brag bluster declared summarize summarise theorize surmise
blurt concur confide demur enthuse exhort expound fret gripe gasp implore intimate jest lecture
mumble moan opine orate parrot preach pontificate recite rejoin roar shriek snarl spout stammer
stipulate stutter utter volunteer wail whine wisecrack yelp decree divulge exult forecast inveigh
prophesy query quibble reckon relay resolve speculate trumpet vouch grumble prod rebuke
rule confess riff fume grouse ponder huff scoff
sneer snort rage marvel reflect vent deadpan drawl command
retaliate bark anticipate discuss chuckle chide interrupt
venture underline underscore point
""".split()

_NAMING = """
describe label dub brand characterize characterise cast portray denounce condemn blast slam rip
attack praise dismiss mock blame criticize criticise decry deride ridicule lambaste pan hail laud
rebuke scold chide accuse defend champion deem term nickname style paint depict brand bash
trash knock tag name entitle title christen liken compare refer lash rail reject deplore
disagree excoriate savage tar applaud commend celebrate welcome thank congratulate credit berate
chastise admonish needle taunt tweak vilify demonize malign pillory question dispute challenge
rebut refute slap taunt skewer hammer jab
peg disparage demean disavow disown renounce repudiate scorn spurn lampoon insult belittle castigate
censure diss fault impugn reproach reprimand smear upbraid classify designate extol glorify salute
summarize tout picture perceive
admire target embrace endorse identify list shrug
""".split()

_THINKING = """
believe think hope want feel consider expect know worry fear see view regard understand doubt
wish suspect intend plan favor favour support oppose seek prefer regret
""".split()

_ACTING = """
assume recognize recognise use offer deliver give make issue
release send sign carry bear contain include show find conclude
publish print run rate invoke mean promote push express voice raise lead reference borrow cry
declare urge need
""".split()

_ONLY_NOUNS = ("email", "emails", "e-mail", "e-mails", "message", "messages", "text", "texts")


def _forms(bases: list[str]) -> dict[str, str]:
    forms = inflected(dict.fromkeys(bases), _IRREGULAR)
    return {form: base for form, base in forms.items() if form not in _ONLY_NOUNS}


ENGLISH = Lexicon(
    language="en",
    speech=_forms(_SPEECH),
    naming=_forms(_NAMING),
    thinking=_forms(_THINKING),
    acting=_forms(_ACTING),
    speech_nouns=words(
        "call calls statement statements tweet tweets claim claims vow vows promise promises",
        "pledge pledges demand demands remark remarks comment comments letter email e-mail",
        "warning warnings message speech words word assertion argument suggestion proposal",
        "description question response answer criticism contention complaint belief view views",
        "declaration announcement slogan motto mantra phrase reference references line lines",
        "post memo note insistence accusation prediction plea appeal chant chants rhetoric",
        "testimony op-ed essay article editorial report interview column",
        "characterization denunciation talk threat quip joke",
    ),
    no_inversion=words(
        "tell tells told telling call calls called talk talks talked inform informs"
    ),
    only_behind=words(
        "went goes started starts began begins remembered remembers pressed presses finished",
        "shot fired cut broke jumped laughed laughs smiled sighed shrugged nodded cried",
        "persisted countered cautioned reacted reacts",
    ),
    also_nouns=words(
        "call calls report reports comment comments claim claims state states note notes order",
        "orders question questions attack attacks charge charges blame demand demands promise",
        "promises answer answers offer offers estimate estimates label labels post posts message",
        "messages text deal fire challenge challenges detail details appeal appeals protest",
        "protests object objects pledge pledges vow vows tweet tweets email emails remark remarks",
        "address advocate advocates point points talk talks quote quotes joke jokes outline",
        "counsel echo reason reasons wonder cast brand brands term terms name names title titles",
        "hope hopes plan plans view views fear fears worry support use uses show shows issue",
        "issues release releases sign signs need needs look looks hold lead leads run runs rate",
        "rates credit thanks champion champions slap hammer knock concern doubt doubts style tag",
        "crack shot shots urge hint hints signal signals warning meaning reading building",
        "push record complaint mention counter press voice cry print reference find contain",
        "shooting firing running posting recommend counters",
        "target targets dispute disputes answers list chant chants retort retorts rule rules",
    ),
    determiners=words(
        "the a an this that these those some any each every no another many several few most",
        "both all one two three four five six seven eight nine ten dozens hundreds other such",
        "more fellow certain various",
    ),
    possessives=words("his her their its my our your whose"),
    subjects=words("he she they it i we you"),
    objects=words("him them me us himself herself themselves itself"),
    relatives=words("who which that whom"),
    prepositions=words(
        "of in on at to for from with by about into over under against among between through",
        "during without within across toward towards upon per via amid despite including like",
        "behind beyond near outside inside since until around off up down out along following",
        "concerning regarding alongside versus",
    ),
    conjunctions=words("and or but nor yet so"),
    subordinators=words(
        "because while when if as after before although though whether unless whereas where once",
        "than why how what",
    ),
    auxiliaries=words(
        "is are was were be been being am has have had having do does did will would can could",
        "may might must shall should isn't aren't wasn't weren't hasn't haven't hadn't don't",
        "doesn't didn't won't wouldn't can't couldn't shouldn't cannot not never n't 's 'd 'll",
        "'ve 're ain't",
    ),
    adverbs=words(
        "also then later again just even still now once twice often always soon already earlier",
        "recently previously famously reportedly simply only too further first meanwhile however",
        "instead ever rather quite very much back aloud here there today yesterday tonight",
        "sometimes usually repeatedly thus perhaps maybe therefore nonetheless nevertheless well",
        "likewise hence indeed afterward afterwards ago so thereby thereafter long either",
    ),
    other_verbs=words(
        "threw broke chose fought sought taught bought caught thought dealt slept swept flew blew",
        "knew shook spoke stole struck swung woke wore",
        "wove bore beat bet bid bled bred built burst",
        "clung crept dug fed fled forgave forgot froze laid lay lent lit paid quit rode rang sank",
        "sat sold shone shrank shut slid spent spun split spread sprang stuck stung strode",
        "tore understood upset withdrew wept wound became happened opened closed died lived moved",
        "announces spends meets leaves loses sits stands becomes brings keeps turns starts begins",
        "won lost ran run went came got took made gave met became began started stood sat left",
        "held brought kept turned looked seemed appeared served worked won spent voted moved",
        "helped tried refused declined wanted needed used pushed visited arrived returned",
        "joined faced followed failed happened launched ended led played pointed pressed raised",
        "received remained reached rose fell drew grew hit cut set put let hosted interviewed",
        "attended continues goes makes takes gets gives comes seems appears tries refuses wants",
        "needs remains leads runs works plays stands includes including suggests means",
    ),
    titles=words(
        "mr mrs ms miss dr sen sens rep reps gov govs gen lt col sgt capt maj adm rev hon prof sir",
        "senator senators congressman congresswoman representative governor mayor president",
        "secretary minister premier chancellor judge justice chairman chairwoman chair speaker",
        "ambassador general admiral colonel captain major sergeant professor doctor pope cardinal",
        "bishop king queen prince princess lord lady dame attorney sheriff commissioner councilman",
        "councilwoman delegate spokesman spokeswoman spokesperson director coach pastor father",
        "reverend vice prime deputy former first state foreign defense defence treasury republican",
        "democratic gop democrat conservative liberal texas chief executive presidential candidate",
        "nominee frontrunner front-runner hopeful host anchor correspondent reporter strategist",
        "pollster manager adviser advisor author actor actress singer businessman billionaire",
        "activist analyst economist historian lawyer undersecretary acting majority minority",
        "leader whip u.s us president-elect interim retired ex-president pm mp",
    ),
    person_nouns=words(
        "spokesman spokeswoman spokesperson official officials aide aides source sources adviser",
        "advisers advisor advisors president senator senators governor governors mayor candidate",
        "candidates nominee congressman congresswoman lawmaker lawmakers leader leaders chairman",
        "chairwoman secretary minister director manager strategist strategists analyst analysts",
        "expert experts professor author judge justice lawyer lawyers attorney attorneys activist",
        "activists supporter supporters voter voters man woman men women father mother brother",
        "sister son daughter wife husband friend friends critic critics reporter reporters",
        "journalist journalists host pastor operative operatives donor donors delegate delegates",
        "member members resident residents officer officers employee student students teacher",
        "economist pollster person people someone everyone somebody anyone businessman billionaire",
        "mogul diplomat ambassador commander general veteran scholar scientist researcher",
        "researchers executive executives democrat democrats republican republicans opponent",
        "opponents protesters demonstrators prosecutors investigators observers colleague",
        "colleagues staffer staffers insider insiders frontrunner front-runner contender author",
        "writer columnist editor speaker counsel deputy chief head coach star actor singer",
        "others many some few several one both neither all none those another two three",
    ),
    group_nouns=words(
        "campaign statement report study poll article newspaper paper magazine department ministry",
        "office committee party group organization organisation company agency government",
        "administration court union commission board council bureau institute foundation",
        "association white house network site website website editorial letter memo email e-mail",
        "ad release document documents filing lawsuit complaint order ruling crowd audience team",
        "panel coalition survey story book tweet message sign banner headline law bill resolution",
        "constitution bible post caption transcript note text review petition indictment affidavit",
        "brief suit motion subpoena",
    ),
    abbreviations=words(
        "mr mrs ms dr sen sens rep reps gov govs gen lt col sgt capt maj adm rev hon prof st jr sr",
        "vs etc inc corp co ltd no jan feb mar apr aug sept sep oct nov dec ala ariz ark calif",
        "colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa",
        "tenn tex va vt wash wis wyo dept a.m p.m ph.d cmdr spc pfc",
    ),
    never_names=words(
        "the a an this that these those i he she it we they you his her its our their my your in",
        "on at to for from with by of as and or but if when while after before because although",
        "though since until where what who why how there here now then yes no not so also still",
        "yet even just only more most many some several few all both each every another other one",
        "two three four five six seven eight nine ten according asked both during despite instead",
        "meanwhile however earlier later last next first second finally once under over about",
        "against among between through without within across speaking responding following",
        "citing calling referring adding noting saying writing appearing describing pressed",
        "like unlike such than perhaps maybe never again nor neither either whether never",
        "well oh please thank thanks let's let don't do does did is are was were be been has have",
        "had will would can could should may might must suppose imagine assume say let",
    ),
    days_and_months=words(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may",
        "june july august september october november december mon tue tues wed thu thurs fri sat",
        "sun jan feb mar apr aug sept oct nov dec",
    ),
    name_particles=words(
        "de von van der den del della di da bin ibn al el la le du dos ben ter st."
    ),
    places=words(
        "america canada mexico china russia ukraine israel iran iraq syria korea japan germany",
        "france britain england scotland europe asia africa arabia pakistan india afghanistan",
        "turkey egypt cuba brazil italy spain poland greece australia libya yemen qatar lebanon",
        "washington york hampshire jersey carolina dakota virginia iowa ohio florida texas nevada",
        "california oregon illinois michigan wisconsin minnesota pennsylvania massachusetts maine",
        "vermont connecticut maryland delaware georgia alabama mississippi louisiana arkansas",
        "tennessee kentucky indiana missouri kansas oklahoma nebraska wyoming montana idaho utah",
        "colorado arizona alaska hawaii mexico island columbia benghazi moscow beijing brussels",
        "london paris berlin ottawa toronto montreal vancouver quebec ontario alberta manitoba",
        "saskatchewan nunavut yukon greenland denmark norway sweden finland nato hill boston",
        "chicago philadelphia cleveland detroit orlando miami angeles francisco vegas diego",
    ),
    organisation_words=words(
        "university college institute department ministry committee commission council agency",
        "bureau court house senate congress party campaign union association foundation center",
        "centre group inc corp company co llc times post journal news tribune herald magazine",
        "network radio press today street bank fund club church school hospital office force army",
        "navy administration government organization",
        "organisation league coalition alliance society",
        "board authority service services project conference convention states nations kingdom",
        "city county district avenue square tower hotel hall airport caucus act initiative pac",
        "security america americans international national supreme security enforcement police",
        "corporation holdings airlines industries systems technologies laboratory observatory",
    ),
    outlets=words(
        "cnn msnbc nbc abc cbs fox bbc npr pbs ap reuters afp upi politico breitbart bloomberg",
        "guardian times post journal huffpost buzzfeed vox slate axios newsweek time atlantic",
        "telegraph daily news press tribune herald globe gazette examiner observer c-span espn",
        "newsx ctv cbc globe economist yorker intercept vice mediaite univision twitter facebook",
        "newspaper network magazine instagram youtube snapchat x truth today",
    ),
    female_names=words(
        "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty",
        "margaret sandra ashley kimberly emily donna michelle carol amanda melissa deborah",
        "stephanie rebecca laura sharon cynthia kathleen amy shirley angela helen anna brenda",
        "pamela nicole samantha katherine emma ruth christine catherine debra rachel carolyn janet",
        "virginia maria heather diane julie joyce victoria kelly christina lauren joan evelyn",
        "olivia judith megan cheryl martha andrea frances hannah jacqueline ann jean alice kathryn",
        "gloria teresa sara janice doris madison julia grace judy abigail marie denise beverly",
        "amber theresa marilyn danielle diana brittany natalie sophia rose isabella alexis kayla",
        "charlotte hillary ivanka melania carly elizabeth",
        "tulsi kellyanne nikki loretta sonia elena",
        "angela theresa michelle chelsea valerie susana claire tammy jeanne kirsten dianne maxine",
        "debbie donna huma katrina megyn jill anne annie katie kate sally peggy wendy ursula",
        "christiane rosa carolina marine mette kaja giorgia melanie chrystia anita mélanie sanna",
        "erna jody tracy stacy lindsey kristi pam tammy marjorie lauren karoline susie tina joni",
    ),
    male_names=words(
        "james robert john michael david william richard joseph thomas christopher charles daniel",
        "matthew anthony mark donald steven andrew paul joshua kenneth kevin brian timothy ronald",
        "george jason edward jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin",
        "scott brandon benjamin samuel gregory alexander patrick frank raymond jack dennis jerry",
        "tyler aaron jose adam nathan henry zachary douglas peter kyle noah ethan jeremy walter",
        "christian keith roger austin sean gerald carl harold dylan arthur lawrence jordan",
        "jesse bryan billy bruce gabriel joe logan alan juan albert willie elijah wayne randy",
        "vincent mason roy ralph bobby russell bradley philip eugene ted bernie bill jeb marco",
        "ben rand mike tim barack joe chris rick lindsey jim tom dan bob ron steve greg jeff mitt",
        "newt rudy harry mitch reince corey evan hogan vladimir recep benjamin mohammed hassan",
        "emmanuel keir mark pierre justin doug pete marco jd elon volodymyr xi kim narendra",
        "friedrich olaf viktor rishi boris dominic françois jean-yves jean pascal stéphane",
        "luis carlos miguel ken sam matt nick fred howard martin louis phil craig glenn don jay",
        "dave karl neil ed rob stan alex tony todd barry rush matthew karl alec josh jake",
        "anderson angus wilbur heath chance garth lars jens adam lloyd wally",
    ),
    pronoun_gender={
        **dict.fromkeys(("he", "his", "him", "himself"), "m"),
        **dict.fromkeys(("she", "her", "herself"), "f"),
        **dict.fromkeys(("they", "their", "them"), "p"),
        **dict.fromkeys(("it", "its"), "n"),
        **dict.fromkeys(("i", "my", "me", "we", "our"), "1"),
    },
    gendered_nouns={
        **dict.fromkeys(
            words("man spokesman chairman congressman businessman father son brother husband king"),
            "m",
        ),
        **dict.fromkeys(
            words("woman spokeswoman chairwoman congresswoman mother daughter sister wife queen"),
            "f",
        ),
    },
    title_gender={
        **dict.fromkeys(words("mr sir lord king prince congressman chairman spokesman"), "m"),
        **dict.fromkeys(
            words("mrs ms miss lady dame queen princess congresswoman chairwoman spokeswoman"),
            "f",
        ),
    },
    time_words=words(
        "monday tuesday wednesday thursday friday saturday sunday january february march april",
        "may june july august september october november december today yesterday tonight week",
        "weekend month year morning afternoon evening night day hour last this earlier late",
        "early on in during that past recent recently same jan feb aug sept oct nov dec later the",
        "next ago weeks months years days hours less than more two three four",
    ),
    quoting_only=words(
        "speak continue state attack rule talk endorse compare reflect refer cast point challenge",
        "advocate list name reason counsel target read celebrate discuss embrace rip underscore",
        "reject paint lash appeal detail underline post order maintain protest sing chant comment",
        "trash bash slap hammer knock tag style",
        "term title christen liken rail credit thank welcome",
        "admire identify shrug hail portray depict",
        "label dub brand nickname entitle champion dispute",
        "pledge volunteer interrupt relate tout respond classify chime answer forecast venture",
        "roar advise hint echo email outline boast fire crack fume huff deadpan drawl command",
        "retaliate",
    ),
    continuing=words("add continue"),
    leads=words("adding continuing concluding specifically finally second third next"),
    modals=words("would will can could may might must shall should 'd 'll won't wouldn't couldn't"),
    calling=words(
        "call label dub brand describe characterize characterise deem term nickname style mock",
        "ridicule deride blast slam refer christen liken compare hail tag cast portray paint",
    ),
    loose_participles=words("speaking talking familiar close briefed involved based writing"),
    issued=words(
        "statement statements tweet tweets letter letters message post email memo note ad ads",
        "release piece column campaign report",
    ),
    issuing=words(
        "issue issues issued issuing release releases released releasing send sends sent sending",
        "launch launches launched launching air aired airs airing run ran runs running publish",
        "published publishes publishing post posted posts posting unveils unveiled write wrote",
        "writes written writing emailed emails distributed distributes filed files",
    ),
    putting_out=words("put puts putting rolled rolling blasted"),
    giving=words(
        "issue issued issues make made makes deliver delivered delivers renew renewed renews",
        "offered offer offers repeated repeats repeat reiterated reiterates joined join joins",
        "opened opens closed closes began ended ends sounded sounds voiced voices launched raised",
        "gave gives",
    ),
    relaying=words(
        "quote quotes quoted quoting cite cites cited citing report reports reported misquoted",
        "misquote misquotes paraphrased describe described record recorded remembered recalled",
    ),
    passing_on=words(
        "quote quotes quoted cite cites cited recite recites recited retweet retweets retweeted",
        "repost reposts reposted share shares shared forward forwards forwarded circulate",
        "circulates circulated",
    ),
    reciting=words("read reads reading recite recites recited reciting"),
    hearing=words("hear hears heard receive receives received got"),
    telling=words("told asked warned reminded informed advised greeted met urged"),
    addressing=words("tell remind assure inform notify advise instruct order urge ask beg warn"),
    linked={
        "call": words("for on"),
        "speak": words("about of out against"),
        "talk": words("about of"),
        "boast": words("of about"),
        "complain": words("about of"),
        "warn": words("of against about"),
        "point": words("out to"),
        "respond": words("to"),
        "agree": words("with"),
        "refer": words("to"),
        "plead": words("with for"),
        "appeal": words("to for"),
        "say": words("of"),
    },
)
