/// 2048 common English words of four to seven letters, no two with the same first four: eleven bits each.
///
/// Chosen from the lists `english-words.10`, `english-words.20` and `american-words.*` of SCOWL (Debian package `scowl`).
/// SCOWL is Copyright 2000-2011 by Kevin Atkinson. Permission to use, copy, modify, distribute and sell these word lists,
/// the associated scripts, the output created from the scripts, and its documentation for any purpose is hereby granted
/// without fee, provided that the above copyright notice appears in all copies and that both that copyright notice and
/// this permission notice appear in supporting documentation. Kevin Atkinson makes no representations about the
/// suitability of this array for any purpose. It is provided "as is" without express or implied warranty.
enum PassphraseWords {
  static let all = text.split(separator: " ").map(String.init)
  static let set = Set(all)

  /// One literal, because an array of 2048 literals compiles slowly.
  private static let text = """
    abide ability able about above abroad absence absorb absurd accept accord accuse achieve acid acorn acquire \
    across action actor actual acute adapt address adhere adjust admit adopt adult advance advent advice aerial \
    affair affect afford afraid after again agency agony agree ahead akin alarm alas albeit album alert alias alien \
    align alike alive allege allow ally almost alone aloud alpha already also alter always amaze amber amend among \
    amount ample amuse analog ancient angel angle angry animal annoy annual anorak another answer anybody anyhow \
    anyone anyway apart apathy apology appall appeal apple approve arcade arch area arena argue arise arose around \
    arrange arrest arrive arrow artist ascend ashcan aside asleep aspect asset assign assort assume atlas atom \
    attach attend attract audio aunt author autumn average avoid await awake award away awful awkward axiom axis \
    baby back badge baffle bake balance ball banal band bang bank bare bark barrel base bash basic basket bass batch \
    bath battery baud beach beam bean bear beast beat beauty became become beef been before began begin begun behalf \
    behind believe bell below belt bench bend benefit bent beside best beta between beware beyond bias biggest bill \
    binary bind biology bird birth bishop bite bitmap bitten bizarre blade blame blank blast bless blew blind bliss \
    blob block blow blue blurb board boat body boggle bogus boil bold bolt bond bone bonus book boom boost boot \
    border bore borne borrow boss both bottle bought bound bout bowl bracket brain brake brand brass brave break \
    bred breed brick bridge brief bright bring broad broke brother brought brown brush bubble bucket budget buffer \
    build bulb bulk bull bump bunch bundle burden burn burst bury bush bust busy button bypass byte cable cage cake \
    call calm came camp cancel cannot cant capable capital captain carbon card care carpet carry case cash cast \
    casual catalog catch cattle caught cause cave cease cell censor cent certain chain chalk chance chaos chapter \
    char chase chat cheap check cheek chess chew chief child chip choice choose chop chord chose chuck chunk cider \
    cinema circle cite citizen city civil claim clarify class clause clean clever click client cliff climb clinic \
    clip clique clock clog clone close cloth cloud club clue clumsy coach coal coarse coast coat code coffee coin \
    cold collect color column combine come comic common company concept confirm connect consist contact convert cook \
    cool cope copper copy core corn correct cosmic cost cotton cough could count couple court cousin cover cozy \
    crack craft cramp crash crawl crazy create credit creed crew crisp critic crop cross crowd crude cruise crunch \
    crush cube cubic cuckoo cuddly culture cure curious curly current cursor curve custom cute cycle cynic daft \
    daily damage damp dance danger dare dark dash data date datum dawn deaf deal dear debate debt debug decade \
    decent decide deck declare decode deduce deed deem deep default defense define defy degree deity delay delete \
    deliver delta demand demise denote dense deny depend depth deputy derive desert design desk despite destroy \
    detail detect develop device devote dial diary dice diesel diet differ digit dine dinner direct dirty disc dish \
    disk dislike dismal display distant ditch ditto dive divide doctor dodge dogma dole dollar domain donate done \
    doom door dose doubt down dozen draft drag drain drama drank drastic draw dream dress drew drift drill drink \
    drip drive drop drove drown drum dual dubious duck duff dull duly dumb dump during dust duty each eager eagle \
    earlier earth ease easier east easy eaten echo economy edge edit effect effort eight either elect element eleven \
    elite else embed emerge emit empire employ empty enable encode enemy energy engage engine enjoy enough ensure \
    entail enter entire entry envy epic equal equip erase ergo error escape essay estate ethic ethnic even ever \
    evolve exact examine except excite exclude excuse exempt exist exit exotic expand expect expire explain export \
    express extant extend extra fabric face fact fail faint fair faith fake fall false fame family famous fancy \
    farce fare farm farther fashion fast fate father faucet fault favor fear feature federal feeble feel feet fell \
    felt fence fender fetch fever fiber fiddle field fierce fifth fight figure file fill film filter final find fine \
    finger finish fire firm first fiscal fish five fizzy flag flame flash flat flavor flaw fleet flesh flew flight \
    flip float floor floppy flour flow fluent fluffy fluid flush flute foam focus fold folk follow fond font food \
    foot forbid force foreign forget fork form forth forum forward fossil fought foul found four frame frank fraud \
    freak free french fresh friend fringe frog from front frown froze fruit fudge fuel full fume fund funny furry \
    further fuse fusion fuss futile future fuzzy gain galaxy game gang garage garbage garden gasp gate gather gave \
    gear gender general genius genre gentle genuine giant gift give glad glance glass glean global glory glossy \
    glove glow glue gnome goal goat gold golf gone good gospel gossip gotten govern gown grab grace grade grain \
    grand graph grasp gray great green grew grid grim grind grip groan group grow guard guess guide guilt guinea \
    guitar gulf habit hack hail hair half hall halt halve hand happy hard harsh hash hassle hasty have havoc hazard \
    hazy head health heap hear heat heavy heel height held hello helmet help hence herd here hero herself hidden \
    hide high hill himself hint hire history hobby hold hole holiday hollow home honest honor hook hope horde horn \
    horror horse host hotel hour house however huge human humble humor hundred hung hunt hurry husband hyphen icon \
    idea idiom idle ignore illegal image immune impact impend imply impose improve inane inch incline income incur \
    index induce infer info initial inject injure input insert inside install intact intend into invalid invent \
    invite involve irate iron island isolate issue item itself jack jargon jazz jeans jelly jerk jest join joke \
    jolly judge juice jump jungle junior junk jury just keen keep kept kernel kettle kick kidney kind king kiss knee \
    knew knight knock know label labor lack laid lain lake lamp land lane large lark laser last late latter laugh \
    launch lawyer layout lazy leach lead leaf league leak lean leap learn least leave lecture left legal legend \
    lemon lend length lens lent less lest level liable libel library life lift light like limb limit line link lion \
    liquid lisp list little live load loan lobby local lock lodge logic logo lonely long look loop loose lord lorry \
    lose loss lost loud lousy love loyal luck lump lunch lung lurk luxury lying lyric machine made magic mail main \
    maize major make manage mangle mania manual many march margin mark marry mask mass master match mate matrix \
    matter mature maximum maybe mayor maze meal mean measure meat media meet melody melt member memory mend mention \
    menu mercy mere merge merit merry mess metal method metro mice middle might mild mile milk million mimic mind \
    mine minimal minor mint minute mirror misled miss mistake misuse moan mobile mock mode modify module mold mole \
    moment money monitor monkey month mood moon moral more morning mortal most mother motion motor motto mount mouse \
    mouth move movie much muck muddle mumble mummy muscle museum music must mutter mutual myself mystic myth nail \
    naive name narrow nasty nation nature near neat neck need negate neither nervous nest network neural never next \
    nice nick night nine noble nobody node noise none noon normal north nose note nothing notice noun novel novice \
    nowhere null numb nurse obey object oblige obscure observe obtain obvious occur ocean offend office offset often \
    omit once onion onto onus open operate opinion oppose option opus oral orange orbit order organ orient origin \
    other ought outcry output outside over oxygen ozone pace pack page paid pain pair palace pale panel panic pant \
    paper parade pardon parent parity park parody parrot parse part pass past patch patent path patient pattern \
    pause peace peak peanut pedal peer pence pends penny people perfect perhaps period permit person petrol petty \
    phase phone photo phrase physic piano pick picture piece pigeon pile pilot pinch pink pint pipe pitch pity pizza \
    place plague plain plan plastic plate play plea plenty plot ploy plug plural plus pocket poem poet point poison \
    poke polar pole police poll pool poor popular pork port pose post potato pound pour powder power praise pray \
    preach precise prefer prepare press pretty prevent price pride priest prime print prior private prize problem \
    process produce profit program project prompt prone proof proper prose protect proud prove pseudo public pull \
    pulp pulse pump punch punish punt pupil pure purge purity purpose push putt qualify quarter queen query quest \
    queue quick quiet quit quiz quote rabid race rack radar radio rage raid rail rain raise random range rank rant \
    rapid rare rash rate rather ratio rave razor reach read real rear reason recall recent record reduce refer \
    reflect refuse regard region regret regular reign reject relate release remain remind remote rend renew rent \
    repair repeat reply report request reserve resort respect rest result retain return reuse reveal review rewrite \
    rhyme rice rich ride right rigid ring riot rise risk rival river road robot rock rode role roll roman roof room \
    root rope rose rough round route royal rubbish rude ruin rule rumor rung rural rush rusty sack safe saga said \
    sail saint sake sale salt same sample sand sane sang sank satisfy sauce save scale scan scare scene scheme \
    school science scope score scrap screen script scum seal search season seat second secret section secure seek \
    seem select self sell seminar send senior sense sent serial serve session settle seven sexy shade shake shall \
    shame shape share sheet shelf shift shine ship shirt shock shoe shone shoot shop short shot should shove show \
    shut side sight sigma sign silly similar simple since sine single sink site sixth size skill skin skip skirt \
    skull slag slang slash sleep slept slice slid slight slim slip slope slot slow small smart smash smell smile \
    smith smoke smooth smug snack snag snail sneak sniff snow soap sober social sock soft soil solar sold sole solid \
    solo solve some song soon sore sorry sort sought soul sound soup source south space span spare speak special \
    sped speed spell spend spike spill spin spirit spite split spoil spoke spoof sport spot spout spray spread \
    spring spur square stable stack staff stage stair stake stale stamp stand start state stay steam steel stem step \
    stick stiff still stir stock stole stone stood stop store strange stream strict strong struck stuck study stuff \
    stun style subject submit subset subtle succeed such sudden suffice sugar suggest suit summary sung sunk sunny \
    super supply sure surface survey suspect swam swap swear sweep swept swim swing switch sword swum symbol syntax \
    system table tack tail take tale talk tall tame tank tape target task taste taught taxi teach team tedious teeth \
    tell tempt tend tense tenth term terse test text than that thee theft their them theory there these they thick \
    thin third this those though three throw thumb thus ticket tidy tiger tight tile till time tiny tire title toad \
    toast today token told toll tome tone tonight took tool tooth topic tore torn toss total touch tough tour toward \
    tower town trace trade traffic train trap travel tray treat tree trek trend trial tribe trick trip trivial troop \
    trouble truck true truly trunk trust truth tube tune turn tutor twelve twenty twice twin twist tying type \
    typical unable unaware unclear under undid undo unhappy uniform union unique unit unknown unless unlike unset \
    until unto unusual update upon upset urban urge usage useful useless usual utility utter vague vain valid value \
    valve variety vary vast vector vein vend venue verb version very vicar vice video view vile vinyl virtue visit \
    vital vocal voice void volume vote vouch vowel wade wage wait wake walk wall want ward warm warp wary wash waste \
    watch water wave weak wear weather week weight weird welcome well went were west whale what wheel when where \
    whether which while whim whoever whole whom whoop whose wide width wife wild will wind wine wing winter wipe \
    wire wise wish witch with witty wive woke wolf wonder wont wooden word wore work world worm worn worry worse \
    worth would wrap wrath wreck wren wrist write wrong wrote yard yawn year yellow yeti yield young youth zero zone \
    zoom
    """
}
