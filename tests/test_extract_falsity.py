"""What an article says nobody said, or somebody else: nothing false may be credited.

Each row is a text, the only official who may be credited ("" for none), and, where it matters,
what the name must hold if one is given. That nobody is credited is always right.
"""

import pytest

from tests.officials import found

SAID = "“We will build it here with our own hands,”"
DIT = "« Nous le construirons ici de nos propres mains »"
WORDS = "“we will pay sixty-one billion dollars for it”"
MOTS = "« nous paierons soixante et un milliards pour cela »"

# Namesakes: nobody's words under the name of another who bears it.
NAMESAKES = [
    ("en", f"Police arrested Martin Keller, 34, of Windsor. {SAID} Keller said.", "", ""),
    ("en", f"Coach Daniel Kelly and his wife Anne Kelly were there. {SAID} Kelly said.", "", ""),
    ("en", f"Jonas and Ellen Reed own the bakery. {SAID} Reed said.", "", ""),
    (
        "en",
        f"Halvorsen’s daughter, Ingrid Halvorsen, opened the show. {SAID} Halvorsen said.",
        "",
        "",
    ),
    ("en", f"Keller’s brother Paul was less sure. {SAID} Paul Keller said.", "", ""),
    ("en", f"Dr. Grace Okafor, a cardiologist in Leeds, was asked. {SAID} Okafor said.", "", ""),
    ("en", f"Torrance, Calif., resident Ann Long was pleased. {SAID} she said.", "", ""),
    ("en", f"The Rev. Aaron Smith led the prayer. {SAID} Smith said.", "", ""),
    ("en", f"Lady Keller waved to the crowd. {SAID} Lady Keller said.", "", ""),
    ("en", f"Marathon runner Sergei Volkov finished third. {SAID} Volkov said.", "", ""),
    ("en", f"Miss Okafor teaches at the school; so does Miss Reed. {SAID} Miss Reed said.", "", ""),
    ("en", f"Martin Keller Sr., who is 90, spoke at the church. {SAID} Keller said.", "", ""),
    ("en", f"{SAID} said Angus T. King, a retired dentist.", "", ""),
    (
        "en",
        (
            f"Prime Minister Martin Keller was with his wife, Diana Keller. {SAID} Diana "
            "Keller said. “I love it here,” Keller added."
        ),
        "",
        "",
    ),
    ("en", f"Ellen Reed met Sen. Jonas Reed. {SAID} Ms. Reed said.", "", ""),
    ("en", f"Erik Lindqvist, a Swedish goalkeeper, signed in May. {SAID} Lindqvist said.", "", ""),
    ("fr", f"Martin Keller, un boulanger de Windsor, était là. {DIT}, a dit M. Keller.", "", ""),
    ("fr", f"L’actrice Élise Moreau est montée sur scène. {DIT}, a déclaré Mme Moreau.", "", ""),
    ("fr", f"{DIT}, a déclaré M. Moreau.", "", ""),
    (
        "fr",
        f"Paul Keller, frère du premier ministre, a pris la parole. {DIT}, a dit Keller.",
        "",
        "",
    ),
    ("fr", f"Diana Keller, l’épouse de Martin Keller, est venue. {DIT}, a-t-elle dit.", "", ""),
    ("fr", f"La mairesse Anne Torrance a signé. {DIT}, a affirmé Mme Torrance.", "", ""),
    ("fr", f"{DIT}, a lancé Victor Halvorsen fils.", "", ""),
    ("fr", f"Le docteur Jonas Reed, cardiologue, a réagi. {DIT}, a expliqué le Dr Reed.", "", ""),
    (
        "fr",
        f"Le fils de Victor Halvorsen, Eric Halvorsen, était là. {DIT}, a dit M. Halvorsen.",
        "",
        "",
    ),
    ("fr", f"La chanteuse Grace Okafor a chanté. {DIT}, a confié Okafor.", "", ""),
    ("fr", f"Le maire de Dunmore, Daniel Kelly, a parlé. {DIT}, a dit M. Kelly.", "", ""),
    ("fr", f"{DIT}, a dit Mme Keller, l’épouse du premier ministre.", "", ""),
]

# Those who speak for, with or about an official, and those whom an official quotes.
FOR_OTHERS = [
    ("en", f"{SAID} said Ann Long, a spokeswoman for Keller.", "", "Long"),
    ("en", f"{SAID} Keller’s office said in a statement.", "", ""),
    ("en", f"{SAID} said an official in the Keller government.", "", ""),
    ("en", f"{SAID} said Halvorsen’s lawyer, Bob Short.", "", "Short"),
    ("en", f"{SAID} the Reed camp said.", "", ""),
    ("en", f"{SAID} according to people who know Keller.", "", ""),
    ("en", f"{SAID} said someone briefed by Victor Halvorsen.", "", ""),
    ("en", f"{SAID} a letter to Martin Keller said.", "", ""),
    ("en", f"{SAID} said the former chief of staff of Victor Halvorsen.", "", ""),
    ("en", f"{SAID} said the man who beat Martin Keller.", "", ""),
    ("en", f"{SAID} said the author of a book about Victor Halvorsen.", "", ""),
    ("en", f"{SAID} Reed, Kelly and King wrote in a letter.", "", ""),
    ("en", f"{SAID} Keller, along with Torrance, said.", "keller", "Keller"),
    ("en", f"Keller recalled Halvorsen telling him {WORDS}.", "halvorsen", "Halvorsen"),
    ("en", f"Keller said Halvorsen told him {WORDS}.", "halvorsen", "Halvorsen"),
    ("en", f"According to Keller, Halvorsen said {WORDS}.", "halvorsen", "Halvorsen"),
    ("en", f"Keller read out a letter in which Halvorsen says {WORDS}.", "halvorsen", "Halvorsen"),
    ("en", f"Keller shared a post by Ann Long that said {WORDS}.", "", "Long"),
    ("en", f"Keller repeated Halvorsen’s line that {WORDS}.", "halvorsen", "Halvorsen"),
    ("en", f"{SAID} Halvorsen was told by Keller.", "keller", "Keller"),
    ("en", f"{SAID} Keller was told.", "", ""),
    ("en", f"{SAID} Keller was asked.", "", ""),
    ("en", f"Keller heard protesters shout {WORDS}.", "", ""),
    ("en", f"{SAID} said the sister of Senator Jonas Reed.", "", ""),
    ("en", f"{SAID} said an editorial on Martin Keller.", "", ""),
    ("en", f"{SAID} Keller heard a man say.", "", ""),
    ("en", f"{SAID} said a senior White House official close to President Halvorsen.", "", ""),
    ("fr", f"{DIT}, a déclaré l’avocat de Victor Halvorsen.", "", ""),
    ("fr", f"{DIT}, a indiqué le bureau de Martin Keller.", "", ""),
    ("fr", f"{DIT}, a dit une conseillère du premier ministre Martin Keller.", "", ""),
    ("fr", f"{DIT}, ont déclaré Martin Keller et William Torrance.", "", ""),
    ("fr", f"Martin Keller a cité Victor Halvorsen, qui a dit {MOTS}.", "halvorsen", "Halvorsen"),
    ("fr", f"Selon Martin Keller, Victor Halvorsen a dit {MOTS}.", "halvorsen", "Halvorsen"),
    ("fr", f"{DIT}, a dit un proche de M. Keller.", "", ""),
    ("fr", f"{DIT}, a dit Ann Long, porte-parole de Martin Keller.", "", "Long"),
    ("fr", f"{DIT}, selon l’entourage de Victor Halvorsen.", "", ""),
    ("fr", f"{DIT}, dit-on dans l’entourage de Martin Keller.", "", ""),
    ("fr", f"{DIT}, a affirmé la directrice de cabinet de William Torrance, Ann Long.", "", "Long"),
    ("fr", f"{DIT}, a dit à Martin Keller le sénateur Bob Short.", "", "Short"),
    ("fr", f"{DIT}, a répondu à M. Keller une mère de famille.", "", ""),
    ("fr", f"M. Keller raconte que M. Halvorsen lui a dit {MOTS}.", "halvorsen", "Halvorsen"),
    ("fr", f"{DIT}, s’est fait dire M. Keller.", "", ""),
    ("fr", f"{DIT}, a demandé un journaliste à M. Keller.", "", ""),
]

FOR_OTHERS += [
    ("en", f"{SAID} a person who spoke with Keller said.", "", ""),
    ("en", "“We had a good talk,” said the woman Keller had thanked.", "", ""),
    ("en", f"Torrance read aloud Keller’s note: {WORDS}.", "keller", ""),
    ("en", f"Torrance, quoting Keller, said {WORDS}.", "keller", "Keller"),
    ("en", f"{SAID} Keller said, quoting Halvorsen.", "halvorsen", "Halvorsen"),
    ("en", f"{SAID} said Keller, reading from a letter by Ann Long.", "", ""),
    ("en", f"{SAID} Keller read from a letter by Ann Long.", "", ""),
    ("en", f"{SAID} Keller said, imitating Halvorsen.", "", ""),
    ("en", f"{SAID} Keller said his mother told him.", "", ""),
    ("en", f"{SAID} Keller recalled his father saying.", "", ""),
    ("en", f"{SAID} Keller said the man told him.", "", ""),
    ("en", f"{SAID} Keller said he was told.", "", ""),
    ("en", f"{SAID} Keller said he had been told.", "", ""),
    ("en", f"{SAID} Keller says Halvorsen texted him.", "halvorsen", "Halvorsen"),
    ("en", f"Keller read a text from Halvorsen: {WORDS}.", "halvorsen", ""),
    ("en", f"Somebody claiming to be Keller wrote {WORDS}.", "", ""),
    ("en", f"A man pretending to be Keller said {WORDS}.", "", ""),
    ("en", f"A caller posing as Keller said {WORDS}.", "", ""),
    ("en", "Keller, nicknamed “the hole in the sky” by colleagues, left.", "", ""),
    ("en", "Asked whether it was “a hole in the sky,” Keller nodded.", "", ""),
    ("en", "Asked whether it was “a hole in the sky,” Keller said no.", "", ""),
    ("en", "Told that it was “a hole in the sky,” Keller laughed.", "", ""),
    ("en", "Keller laughed when told it was “a hole in the sky.”", "", ""),
    ("en", "Keller laughed when asked if it was “a hole in the sky.”", "", ""),
    (
        "en",
        "Asked about Halvorsen’s remark that it is “free for all of us,” Keller laughed.",
        "halvorsen",
        "Halvorsen",
    ),
    (
        "en",
        "Martin Keller met with the Danish prime minister. “It is late,” the prime minister said.",
        "",
        "",
    ),
    (
        "en",
        "Victor Halvorsen met with the French president. “It is late,” the president said.",
        "",
        "",
    ),
    ("en", f"In reply to Keller, one user wrote {WORDS}.", "", ""),
    ("en", f"On Keller: {WORDS}.", "", ""),
    ("en", f"Keller received a letter that began: {WORDS}.", "", ""),
    ("en", f"Keller noted that Halvorsen once said {WORDS}.", "halvorsen", "Halvorsen"),
    ("en", f"Keller objected to Halvorsen saying {WORDS}.", "halvorsen", "Halvorsen"),
    ("en", f"Keller was interrupted: {WORDS}.", "", ""),
    ("en", f"Keller thanked Halvorsen for saying {WORDS}.", "halvorsen", "Halvorsen"),
    ("en", "Keller said nothing. “It is not good for us to have it here.”", "", ""),
    ("en", "Nobody had asked Keller.\n\n“We will build it here with our own hands.”", "", ""),
    (
        "en",
        "Nobody asked Keller about it.\n\n“We will pay for it, whatever comes,” Ann Long said."
        "\n\n“Not a cent less than that will do.”",
        "",
        "Long",
    ),
]

# Verbs of relative clauses, and bare titles.
CLAUSES = [
    (
        "en",
        (
            "Martin Keller said the shield, which Victor Halvorsen says is free, is “not "
            "right at all.”"
        ),
        "keller",
        "Keller",
    ),
    (
        "en",
        "Jonas Reed called the shield that Halvorsen says he wants “a hole in the sky.”",
        "reed",
        "Reed",
    ),
    (
        "en",
        "Keller, whom Halvorsen called weak, said it was “far too dear for us.”",
        "keller",
        "Keller",
    ),
    (
        "en",
        ("Keller, responding to what Halvorsen said on Monday, called it “far too dear for us.”"),
        "keller",
        "Keller",
    ),
    (
        "en",
        (
            "Torrance told the committee that the numbers Halvorsen has cited are “far too "
            "low for us.”"
        ),
        "torrance",
        "Torrance",
    ),
    (
        "en",
        "Reed dismissed as “a hole in the sky” the shield Halvorsen has promised.",
        "reed",
        "Reed",
    ),
    (
        "en",
        "The shield that Halvorsen announced is “a hole in the sky,” Reed said.",
        "reed",
        "Reed",
    ),
    (
        "en",
        "Keller said the man who told Halvorsen about it was “out of his mind.”",
        "keller",
        "Keller",
    ),
    (
        "en",
        "Reed, whose colleague Kelly said no, said it was “worth a look at least.”",
        "reed",
        "Reed",
    ),
    (
        "en",
        "Keller said that while Halvorsen argues it is free, it is “far too dear for us.”",
        "keller",
        "Keller",
    ),
    (
        "en",
        ("Keller noted that although Torrance believes in it, the plan is “far too dear for us.”"),
        "keller",
        "Keller",
    ),
    (
        "en",
        (
            "Victor Halvorsen walked out. Ann Long, the mayor, stayed. “It is late for "
            "that,” the president said."
        ),
        "halvorsen",
        "Halvorsen",
    ),
    ("en", "Daniel Kelly sat beside Jonas Reed. “It is late for that,” the senator said.", "", ""),
    (
        "en",
        ("Jonas Reed spoke first. “It is late for that,” the Republican senator from Ohio said."),
        "",
        "",
    ),
    ("en", "Jonas Reed spoke first. “It is late for that,” the congresswoman said.", "", ""),
    ("en", "Grace Okafor spoke first. “It is late for that,” the general said.", "", ""),
    ("en", "Grace Okafor spoke first. “It is late for that,” the secretary of state said.", "", ""),
    (
        "en",
        ("Martin Keller was in London. “It is late for that,” the British prime minister said."),
        "",
        "",
    ),
    (
        "en",
        "Victor Halvorsen was in Paris. “It is late for that,” the French president said.",
        "",
        "",
    ),
    (
        "en",
        ("Victor Halvorsen was at the club. “It is late for that,” the club’s president said."),
        "",
        "",
    ),
    (
        "en",
        "Victor Halvorsen was in Lyon. “It is late for that,” the former president said.",
        "",
        "",
    ),
    ("en", "Victor Halvorsen was in Lyon. “It is late for that,” the vice president said.", "", ""),
    (
        "en",
        "Victor Halvorsen was in Lyon. “It is late for that,” the president-elect said.",
        "",
        "",
    ),
    (
        "fr",
        (
            "Martin Keller a dit que le bouclier dont parle Victor Halvorsen est « une "
            "erreur de calcul »."
        ),
        "keller",
        "Keller",
    ),
    (
        "fr",
        ("Martin Keller a dit que le prix que Victor Halvorsen a annoncé est « bien trop élevé »."),
        "keller",
        "Keller",
    ),
    (
        "fr",
        ("Le plan que défend Victor Halvorsen est « une erreur de calcul », a dit Martin Keller."),
        "keller",
        "Keller",
    ),
    (
        "fr",
        (
            "Martin Keller, que Victor Halvorsen a critiqué, a parlé d’un plan « bien trop "
            "cher pour nous »."
        ),
        "keller",
        "Keller",
    ),
    (
        "fr",
        (
            "Martin Keller, qui a rencontré Victor Halvorsen, estime que le plan est « bien "
            "trop cher »."
        ),
        "keller",
        "Keller",
    ),
    (
        "fr",
        f"William Torrance a refusé de commenter. {DIT}, a dit le premier ministre.",
        "keller",
        "Keller",
    ),
    ("fr", f"Victor Halvorsen était à Paris. {DIT}, a dit le président français.", "", ""),
    ("fr", f"Victor Halvorsen était à Paris. {DIT}, a dit l’ancien président.", "", ""),
    ("fr", f"Victor Halvorsen était à Paris. {DIT}, a dit le vice-président.", "", ""),
    ("fr", f"Jonas Reed a parlé d’abord. {DIT}, a dit la sénatrice.", "", ""),
    ("fr", f"Jonas Reed a parlé avec Daniel Kelly. {DIT}, a dit le sénateur.", "", ""),
    ("fr", f"Martin Keller était à Londres. {DIT}, a dit le premier ministre britannique.", "", ""),
    ("fr", f"Martin Keller était à Québec. {DIT}, a dit le premier ministre du Québec.", "", ""),
]

# Months, outlets and abbreviated titles.
NAMES = [
    ("en", "In June, a general asked: “Will it work at all?”", "", ""),
    ("en", "In August, it asked: “Will it work at all?”", "", ""),
    ("en", "March said: “It will not work at all.”", "", "March"),
    ("en", "“Will it work at all?” said April Long, a nurse.", "", "April Long"),
    ("en", "“Will it work at all?” Rep. August Short asked.", "", "August Short"),
    ("en", "“Will it work at all?” Gov. Ann Long asked.", "", "Ann Long"),
    ("en", "“It will work in the end!” Lt. Col. Bob Short said.", "", "Bob Short"),
    ("en", "“It will work in the end!” Dr. J. B. Short said.", "", "Short"),
    ("en", "“It will work in the end.” Mrs. Long said.", "", "Long"),
    ("en", "“It is late for that,” Halvorsen told Meet the Press Daily.", "halvorsen", "Halvorsen"),
    ("en", "Bob Short, NBC News: “Will it work at all?”", "", "Short"),
    ("en", "Ann Long / The Daily Example: “Will it work at all?”", "", "Long"),
    ("en", "On Wednesday, CNN said: “It will not work at all.”", "", "CNN"),
    (
        "en",
        (
            "“It is kind,” Alice Long said. Bob Short disagreed. “It is not,” he said. "
            "“People know that very well by now.”"
        ),
        "",
        "Short|Long",
    ),
    (
        "en",
        (
            "“It is kind,” Alice Long said. Bob Short was there too. “People know that very "
            "well by now.”"
        ),
        "",
        "Short|",
    ),
    ("en", "“It is late,” King said. King is a retired dentist.", "", ""),
    ("fr", "En mai, une sénatrice a demandé : « Est-ce que cela va marcher ? »", "", ""),
    ("fr", "Avril Long a demandé : « Est-ce que cela va marcher ? »", "", "Long"),
    ("fr", "Mardi, il a demandé : « Est-ce que cela va marcher ? »", "", ""),
    ("fr", "Ann Long, La Presse : « Est-ce que cela va marcher ? »", "", "Long"),
    ("fr", "La Presse : « Est-ce que cela va marcher ? »", "", "Presse"),
    ("fr", "« Cela ne marchera pas », a dit mercredi à La Presse Bob Short.", "", "Short"),
    ("fr", "« Cela ne marchera pas », a dit Bob Short au Figaro.", "", "Short"),
]

# Pronouns and nouns across a change of person.
PERSONS_CHANGE = [
    (
        "en",
        (
            "Gen. Erik Lindqvist leads the program.\n\nKing was not persuaded. “We have seen "
            "nothing that works,” the senator said.\n\nHe called the shield “a number in "
            "search of a program.”"
        ),
        "king",
        "King",
    ),
    (
        "en",
        (
            "Gen. Erik Lindqvist took command in July. He met Ann Long. “It is a test for "
            "all of us,” the spokesman said."
        ),
        "",
        "",
    ),
    (
        "en",
        (
            "Ann Long, the deputy comptroller, spoke first. Then Bob Short, the spokesman, "
            "took over: “Those talks go on.”"
        ),
        "",
        "Short",
    ),
    (
        "en",
        "Victor Halvorsen praised Martin Keller. “It will be good for us all,” he said.",
        "",
        "",
    ),
    (
        "en",
        (
            "Martin Keller thanked Victor Halvorsen. He then left with Jonas Reed. “It will "
            "be good for us all,” he said."
        ),
        "",
        "",
    ),
    ("en", "Grace Okafor met Élise Moreau. “It will be good for us all,” she said.", "", ""),
    (
        "en",
        (
            "Martin Keller met the union. Bob Short, its leader, was angry. “It will be good "
            "for no one,” he said."
        ),
        "",
        "Short",
    ),
    ("en", "Martin Keller met a nurse. “It will be good for no one,” she said.", "", ""),
    ("en", "Martin Keller met an old farmer. “It will be good for no one,” the man said.", "", ""),
    ("en", "Martin Keller met an old farmer. “It will be good for no one,” he said.", "", ""),
    (
        "en",
        (
            "Martin Keller signed. A union leader from Windsor was there. “It will be good "
            "for no one,” he said."
        ),
        "",
        "",
    ),
    (
        "en",
        "Lindqvist, who took command in July, said it was “a magic umbrella over us.”",
        "lindqvist",
        "Lindqvist",
    ),
    (
        "en",
        (
            "Martin Keller spoke for an hour.\n\nA retired officer in the crowd was not "
            "convinced. “I have heard it all before,” he said."
        ),
        "",
        "",
    ),
    (
        "en",
        (
            "Martin Keller spoke for an hour. His opponent was not convinced. “I have heard "
            "it all before,” he said."
        ),
        "",
        "",
    ),
    (
        "en",
        (
            "Victor Halvorsen spoke for an hour. His spokesman followed. “You have heard it "
            "all before,” he said."
        ),
        "",
        "",
    ),
    (
        "en",
        (
            "Bob Short, a farmer, spoke. Torrance listened. “I have heard it all before,” "
            "the farmer said."
        ),
        "",
        "Short",
    ),
    (
        "fr",
        (
            "Par Ann Long, La Presse\n\nLe premier ministre Martin Keller a rencontré une "
            "infirmière. « Cela ne marchera jamais », a-t-elle lancé."
        ),
        "",
        "",
    ),
    (
        "fr",
        ("Victor Halvorsen a félicité Martin Keller. « Ce sera bon pour nous tous », a-t-il dit."),
        "",
        "",
    ),
    (
        "fr",
        ("Martin Keller a rencontré un agriculteur. « Ce ne sera bon pour personne », a-t-il dit."),
        "",
        "",
    ),
    (
        "fr",
        (
            "Martin Keller a rencontré la mairesse Anne Long. « Ce ne sera bon pour personne "
            "», a-t-elle dit."
        ),
        "",
        "Long",
    ),
    (
        "fr",
        (
            "Martin Keller a parlé une heure. Un officier à la retraite n’était pas "
            "convaincu. « J’ai déjà tout entendu », a-t-il dit."
        ),
        "",
        "",
    ),
    (
        "fr",
        (
            "Martin Keller a parlé une heure. Son adversaire n’était pas convaincu. « J’ai "
            "déjà tout entendu », a-t-il dit."
        ),
        "",
        "",
    ),
    (
        "fr",
        (
            "Le sénateur Jonas Reed a parlé. Daniel Kelly a suivi. « J’ai déjà tout entendu "
            "», a dit le sénateur."
        ),
        "",
        "",
    ),
    (
        "fr",
        ("Élise Moreau a rencontré Grace Okafor. « Ce sera bon pour nous tous », a-t-elle dit."),
        "",
        "",
    ),
    (
        "fr",
        ("Radio-Canada a interrogé la ministre. « Ce sera bon pour nous tous », a-t-elle dit."),
        "",
        "",
    ),
    (
        "fr",
        ("La Presse a publié un sondage mardi. « Ce sera bon pour nous tous », a-t-elle lancé."),
        "",
        "",
    ),
    (
        "fr",
        (
            "La Maison-Blanche a réagi. Martin Keller aussi. « Ce sera bon pour nous tous », "
            "a-t-elle dit."
        ),
        "",
        "",
    ),
    (
        "fr",
        (
            "Victor Halvorsen a parlé. Son porte-parole a suivi. « Vous avez déjà tout "
            "entendu », a-t-il dit."
        ),
        "",
        "",
    ),
]

PERSONS_CHANGE += [
    (
        "en",
        "Keller met Halvorsen. “We had a good talk,” he said. Then Sen. Angus King spoke.",
        "",
        "Keller|Halvorsen",
    ),
    (
        "fr",
        f"Victor Halvorsen a reçu Martin Keller. {DIT}, a affirmé l’attachée de presse de M."
        " Keller, Sonia Bélair.",
        "",
        "Bélair",
    ),
    (
        "fr",
        f"Martin Keller est parti. {DIT}, a dit l’avocate de M. Keller. {DIT}, a-t-elle ajouté.",
        "",
        "",
    ),
]

# Denied, imagined, expected, asked, forged.
NOT_SAID = [
    ("en", f"Keller would never say {WORDS}, his aides insist."),
    ("en", f"At no point did Keller say {WORDS}."),
    ("en", f"Keller has made no statement such as {WORDS}."),
    ("en", f"Keller is not known to have said {WORDS}."),
    ("en", f"No record shows Keller saying {WORDS}."),
    ("en", f"Keller insisted he had not said {WORDS}."),
    ("en", f"Keller rejected reports that he had said {WORDS}."),
    ("en", f"Keller avoided saying {WORDS}."),
    ("en", f"What if Keller said {WORDS}?"),
    ("en", f"Suppose Keller were to say {WORDS}."),
    ("en", f"Halvorsen hopes Keller will say {WORDS}."),
    ("en", f"Halvorsen wants Keller to say {WORDS}."),
    ("en", f"Keller was to have said {WORDS}, according to a draft."),
    ("en", f"Keller is due to tell lawmakers on Friday {WORDS}."),
    ("en", f"Keller can’t say {WORDS}."),
    ("en", f"A fabricated video shows Keller saying {WORDS}."),
    ("en", f"A viral post falsely claims Keller said {WORDS}."),
    ("en", "“We will pay for it,” Keller did not say."),
    ("en", "“We will pay for all of it,” Keller never said."),
    ("en", "“We will pay for all of it,” Keller is expected to say on Friday."),
    ("en", "“We will pay for all of it,” Keller could have said."),
    ("en", "“We will pay for all of it,” Keller should have told them."),
    ("en", f"Keller wouldn’t say {WORDS}."),
    ("en", f"Keller has yet to say {WORDS}."),
    ("en", f"Keller no longer says {WORDS}."),
    ("en", f"Keller should have said {WORDS}."),
    ("en", f"Keller neither said {WORDS} nor hinted at it."),
    ("en", f"It is a lie that Keller told them {WORDS}."),
    ("en", f"Critics fear Keller will announce {WORDS}."),
    ("en", f"Keller was wrongly reported to have said {WORDS}."),
    ("en", f"How can Keller say {WORDS}?"),
    ("en", f"Keller did not, as some claimed, say {WORDS}."),
    ("fr", f"Keller n’a jamais dit {MOTS}."),
    ("fr", f"M. Keller n’a pas déclaré : {MOTS}."),
    ("fr", f"M. Keller nie avoir dit {MOTS}."),
    ("fr", f"M. Keller a démenti avoir déclaré {MOTS}."),
    ("fr", f"Il est faux que M. Keller ait dit {MOTS}."),
    ("fr", f"Si M. Keller déclare {MOTS}, les marchés réagiront."),
    ("fr", f"M. Keller pourrait dire {MOTS}."),
    ("fr", f"M. Keller devrait déclarer {MOTS} vendredi."),
    ("fr", f"M. Keller va déclarer {MOTS} vendredi."),
    ("fr", f"M. Keller dira {MOTS} vendredi."),
    ("fr", f"M. Keller a-t-il dit {MOTS} ?"),
    ("fr", f"M. Keller a refusé de dire {MOTS}."),
    ("fr", f"M. Keller aurait pu dire {MOTS}."),
    ("fr", f"Personne n’a dit {MOTS}."),
    ("fr", f"Sans dire {MOTS}, M. Keller a quitté la salle."),
    ("fr", f"{DIT}, n’a pas dit M. Keller."),
    ("fr", f"{DIT}, pourrait dire M. Keller."),
    ("fr", f"{DIT}, dira M. Keller vendredi."),
    ("fr", f"On attend de M. Keller qu’il dise {MOTS}."),
    ("fr", f"M. Halvorsen veut que M. Keller dise {MOTS}."),
    ("fr", f"M. Keller n’aurait pas dit {MOTS}."),
    ("fr", f"M. Keller assure n’avoir jamais dit {MOTS}."),
    ("fr", f"Une vidéo truquée montre M. Keller disant {MOTS}."),
]


NOT_SAID += [
    ("en", f"Keller stopped himself before saying {WORDS}."),
    ("en", f"Keller came close to saying {WORDS}."),
    ("en", f"Keller all but said {WORDS}."),
    ("en", f"Keller almost said {WORDS}."),
    ("en", f"Keller was on the verge of saying {WORDS}."),
    ("en", f"Keller was on the point of saying {WORDS}."),
    ("en", f"Keller has not ruled out saying {WORDS}."),
    ("en", f"Keller is rumored to have said {WORDS}."),
    ("en", f"Keller wishes he had said {WORDS}."),
    ("en", f"Keller ought to have said {WORDS}."),
    ("en", f"Keller would be wrong to say {WORDS}."),
    ("en", f"In the film, Keller says {WORDS}."),
    ("en", f"In Ann Long’s novel, Keller says {WORDS}."),
    ("en", f"Let Keller say {WORDS}."),
    ("en", f"The clip was edited to make Keller say {WORDS}."),
    ("en", f"Keller wasn’t the one who said {WORDS}."),
    ("en", f"It wasn’t Keller who said {WORDS}."),
    ("en", f"Keller should apologize and say {WORDS}."),
    ("en", f"Keller could stand up tomorrow and say {WORDS}."),
    ("en", f"Keller must now go out and say {WORDS}."),
    ("en", f"Keller will travel to Ottawa on Friday and tell lawmakers {WORDS}."),
    ("en", f"Not one minister said {WORDS}."),
    ("en", f"Keller has been advised to say {WORDS}."),
    ("en", f"Keller would love to say {WORDS}."),
    ("en", f"Keller did not go so far as to say {WORDS}."),
    ("en", f"Keller is too polite to say {WORDS}."),
    ("en", f"Keller knows better than to say {WORDS}."),
    ("en", f"Keller has no intention of saying {WORDS}."),
    ("en", f"Keller is in no position to say {WORDS}."),
    ("en", f"Keller missed a chance to say {WORDS}."),
    ("en", f"Keller thought about saying {WORDS}."),
    ("en", f"I do not believe Keller said {WORDS}."),
    ("en", f"Few believe that Keller said {WORDS}."),
    ("en", f"A meme has Keller saying {WORDS}."),
    ("en", f"When Keller says {WORDS}, we will know it is over."),
    ("en", f"Once Keller says {WORDS}, the deal is done."),
    ("en", "“We will pay for all of it,” you will never hear Keller say."),
    ("en", f"There is no record of Keller saying {WORDS}."),
    ("en", "“We will pay for it” is not what Keller said."),
    ("en", "“We will pay for it,” no one said, least of all Keller."),
    ("en", "“We will pay,” Keller never said. “We will do so with our own hands.”"),
    ("en", "“We will pay,” Keller did not say.\n\n“We will do so with our own hands.”"),
    ("en", "Nobody said: “We will pay, and do it soon.\n\n“We will do it with our own hands.”"),
]


@pytest.mark.parametrize(
    ("language", "text", "slug", "names"),
    [*NAMESAKES, *FOR_OTHERS, *CLAUSES, *NAMES, *PERSONS_CHANGE],
)
def test_nothing_false_is_credited(language: str, text: str, slug: str, names: str) -> None:
    quoted = [one for one in found(text, language) if one.kind != "paraphrase"]
    if not quoted:
        return
    last = quoted[-1]
    assert last.speaker in ("", slug)
    if names and last.name:
        assert any(name in last.name for name in names.split("|")) or last.speaker_certainty < 0.4


@pytest.mark.parametrize(("language", "text"), NOT_SAID)
def test_what_was_not_said_is_marked_or_not_proposed(language: str, text: str) -> None:
    assert all(one.not_said for one in found(text, language))


MET = "Prime Minister Martin Keller and President Victor Halvorsen met on Monday."
WASTE = "“the shield is a waste of money”"
# Who speaks where the sentence names two: the report, not who heads the sentence.
HEADED = [
    (
        "According to Halvorsen, the answer was simple: “We will not pay for it,” Keller said.",
        "keller",
    ),
    ("According to Halvorsen, Keller told the committee: “The shield is a waste.”", "keller"),
    ("According to CNN, Keller told the committee: “The shield is a waste.”", "keller"),
    ("It is late - Martin Keller: “No,” Halvorsen said.", "halvorsen"),
    ("According to Halvorsen, there was one question: “Who pays for it?” Keller asked.", "keller"),
    (
        "According to people close to Halvorsen, Keller put it bluntly: “The shield is a waste.”",
        "keller",
    ),
    (
        "According to a book by Keller, Halvorsen warned him: “You will pay for the shield.”",
        "halvorsen",
    ),
    ("According to the Courier, Keller said this: “The shield is a waste.”", "keller"),
    ("According to Keller, a reporter asked: “Who pays for the shield?”", ""),
    ("According to Halvorsen, the sign read: “Nobody pays for the shield.”", ""),
    ("The shield is late – Victor Halvorsen: “It is not late,” said Keller.", "keller"),
    ("Allies agree — Martin Keller: “They do not,” President Halvorsen replied.", "halvorsen"),
    ("According to Halvorsen: “We will not pay for it.”", "halvorsen"),
    ("According to CNN: “The shield will not be built at all.”", ""),
    ("The shield is late - Victor Halvorsen: “We will not pay for it.”", "halvorsen"),
    ("Keller warned of one man - Victor Halvorsen: “He will not pay for it.”", ""),
    ("Halvorsen spoke of one fear - Martin Keller: “He will not pay for it.”", ""),
]
# A document speaks for whoever issues it, and for nobody who does anything else with it.
DOCUMENTS = [
    (f"Keller sent back a report that said {WASTE}.", ""),
    (f"Keller put aside a memo that said {WASTE}.", ""),
    (f"Keller wrote off a column that said {WASTE}.", ""),
    (f"Keller began the day with a report that said {WASTE}.", ""),
    (f"Keller filed a complaint over an ad that said {WASTE}.", ""),
    (f"Keller launched an investigation into a campaign that said {WASTE}.", ""),
    (f"Keller sent away reporters asking about a report that said {WASTE}.", ""),
    (f"Keller began reading a letter that said {WASTE}.", ""),
    (f"Keller began reading a letter that said the shield is {WASTE}.", ""),
    (f"Keller ran from a campaign that said {WASTE}.", ""),
    (f"Keller published photos of a letter that said {WASTE}.", ""),
    (f"Keller posted a picture of a note that said {WASTE}.", ""),
    (f"Keller wrote a reply to an email that said {WASTE}.", ""),
    (f"Keller issued an order against an ad that said {WASTE}.", ""),
    (f"Keller released aides who leaked a memo that said {WASTE}.", ""),
    (f"Keller put down a column that said {WASTE}.", ""),
    (f"Keller began with a letter saying {WASTE}.", ""),
    (f"Keller launched into a column that said {WASTE}.", ""),
    (f"Keller wrote about a statement saying {WASTE}.", ""),
    (f"Keller ran into a campaign that said {WASTE}.", ""),
    (f"Keller ran past an ad that said {WASTE}.", ""),
    (f"Keller rolled his eyes at an ad that said {WASTE}.", ""),
    (f"Keller filed away a letter that said {WASTE}.", ""),
    (f"Keller wrote over a note that said {WASTE}.", ""),
    (f"Keller put off a report that said {WASTE}.", ""),
    (f"Keller sent Halvorsen a report that said {WASTE}.", ""),
    (f"Keller aired concern about an ad that said {WASTE}.", ""),
    (f"Keller blasted an ad that said {WASTE}.", ""),
    (f"Keller blasted a column that said {WASTE}.", ""),
    (f"Keller put up with a campaign that said {WASTE}.", ""),
    (f"Keller burned a letter saying {WASTE}.", ""),
    (f"Keller tore up a memo saying {WASTE}.", ""),
    (f"Keller dismissed a report saying {WASTE}.", ""),
    (f"Keller received a letter saying {WASTE}.", ""),
    (f"Keller read a report saying {WASTE}.", ""),
    (f"Keller issued a statement about an ad that said {WASTE}.", ""),
    (f"Keller sent a note on a report saying {WASTE}.", ""),
    (f"Keller did not issue a statement that said {WASTE}.", ""),
    (f"Keller refused to issue a statement that said {WASTE}.", ""),
    (f"Keller asked Halvorsen to issue a statement that said {WASTE}.", ""),
    (f"Keller was sent a report that said {WASTE}.", ""),
    (f"Keller issued a reply to a letter saying {WASTE}.", ""),
    (f"Keller wrote the man behind a campaign that said {WASTE}.", ""),
    (f"Keller may release a statement that says {WASTE}.", ""),
    (f"Keller got a letter saying {WASTE}.", ""),
    (f"Keller posted a letter from voters saying {WASTE}.", ""),
    (f"Keller issued a statement that said {WASTE}.", "keller"),
    (f"Keller sent out a memo that said {WASTE}.", "keller"),
    (f"Keller launched a new radio ad that said {WASTE}.", "keller"),
    (f"Keller ran an ad that said {WASTE}.", "keller"),
    (f"Keller wrote an angry letter that said {WASTE}.", "keller"),
    (f"Keller published a column saying {WASTE}.", "keller"),
    (f"Keller sent a letter saying {WASTE}.", "keller"),
    (f"Keller posted a tweet saying {WASTE}.", "keller"),
    (f"Keller issued a letter Tuesday saying {WASTE}.", "keller"),
    (f"Keller blasted out an email that said {WASTE}.", "keller"),
    (f"Keller rolled out an ad that said {WASTE}.", "keller"),
]
# "By" and "from" say whose call it is, whoever renews it.
GIVEN = [
    ("Keller joined in a loud chant of “a shield for all of us”.", "keller"),
    ("Keller joined a call from Halvorsen for “a shield for all of us”.", "halvorsen"),
    ("Keller renewed a call by Halvorsen for “a shield for all of us”.", "halvorsen"),
    ("Keller closed with a question from Halvorsen about “a waste of money”.", "halvorsen"),
    ("Keller ended Monday with a call from allies for “a shield for all of us”.", ""),
    ("Keller repeated a warning from Halvorsen about “a waste of money”.", "halvorsen"),
    ("Keller opened with a plea from the mayors of three towns for “a shield for all of us”.", ""),
    ("Keller repeated a promise of Halvorsen’s about “a shield for all of us”.", ""),
    ("Keller repeated the warning of President Halvorsen about “a waste of money”.", "halvorsen"),
    ("Keller began Tuesday with a demand by soldiers for “a fair share of it”.", ""),
    ("Keller repeated a claim of his critics about “a waste of money”.", ""),
    ("Keller delivered a message from the troops about “a shield for all of us”.", ""),
    ("Keller joined a call by 40 ministers for “a shield for all of us”.", ""),
    ("Keller opened with a call for “a shield for all of us”.", "keller"),
    ("Keller issued a warning about “a waste of money”.", "keller"),
    ("Keller renewed a call for “a shield for all of us”.", "keller"),
    ("Keller repeated a warning from Halvorsen that it is “a waste of money”.", "halvorsen"),
    ("Keller condemned a call from President Halvorsen for “a shield for all of us”.", "halvorsen"),
    ("Keller called the warning from Halvorsen “a waste of money”.", "keller"),
    ("Keller dismissed a warning from Halvorsen as “a waste of money”.", "keller"),
    ("Keller said a report by Halvorsen was “a waste of money”.", "keller"),
    ("Keller issued a warning of higher prices and “a waste of money”.", "keller"),
    ("Keller gave a description of Halvorsen as “a man of many words”.", "keller"),
    ("Keller answered a question from a reporter about “a waste of money”.", ""),
    ("Keller read his letter from Halvorsen about “a waste of money”.", "halvorsen"),
    ("Keller spoke of a promise by Victor Halvorsen of “a shield for all of us”.", "halvorsen"),
    ("Keller rejected the claim of Halvorsen that the shield is “a waste of money”.", "halvorsen"),
    ("Keller told a reporter from Windsor about “a waste of money”.", "keller"),
    ("In a letter from Ottawa, Keller complained of “a waste of money”.", "keller"),
    ("Keller said the claim of Halvorsen that it works is “a waste of money”.", "keller"),
]


@pytest.mark.parametrize(("text", "slug"), [*HEADED, *DOCUMENTS, *GIVEN])
def test_words_of_two_who_are_named_are_given_to_the_right_one(text: str, slug: str) -> None:
    quoted = [one for one in found(f"{MET} {text}") if one.kind != "paraphrase"]
    assert (quoted[-1].speaker if quoted else "") == slug


def test_the_forms_of_these_tables_are_read_at_all() -> None:
    """Most rows have a proposal: saying nothing everywhere would pass them too."""
    rows = [*NAMESAKES, *FOR_OTHERS, *CLAUSES, *NAMES, *PERSONS_CHANGE]
    proposed = [row for row in rows if found(row[1], row[0])]
    assert len(proposed) > 0.9 * len(rows)
    credited = [row for row in rows if row[2] and found(row[1], row[0])]
    right = [row for row in credited if any(one.speaker == row[2] for one in found(row[1], row[0]))]
    assert len(right) > 0.6 * len(credited)
