export type Kind = "asked" | "noticed" | "reported" | "offered";

/** What is heard in a neighbourhood, by topic and kind, and the needs it adds up to. `{in}` is where. */
export type Heard = { needs: string[] } & Record<Kind, string[]>;

export const heard: Record<string, Heard> = {
	company: {
		needs: [
			"Pomeriggi lunghi, voglia di due parole",
			"Qualcuno con cui fare la passeggiata",
			"La domenica non passa mai",
			"Un posto dove sedersi insieme",
		],
		asked: [
			"Chiede se c'è qualcuno con cui bere un caffè al pomeriggio, le ore tra le due e le cinque sono lunghe.",
			"Vorrebbe fare una passeggiata in compagnia, da sola non esce volentieri {in}.",
			"Domanda quando c'è il prossimo ritrovo: alla domenica non sa con chi parlare.",
			"Le piacerebbe una partita a carte ogni tanto, una volta giocava sempre.",
		],
		noticed: [
			"Seduta alla fermata {in} anche quando la corriera è già passata: dice che lì almeno vede gente.",
			"Resta in fila volentieri, lascia passare gli altri e attacca discorso con tutti.",
			"Sulla panchina {in} sempre le stesse due persone, a distanza, che si salutano e basta.",
		],
		reported: [
			"La barista racconta che un cliente arriva alle otto e va via alle undici con lo stesso cappuccino.",
			"La postina dice che {in} c'è chi la aspetta alla porta per scambiare due parole.",
		],
		offered: [
			"Il sabato mattina può tenere compagnia a chi vuole: porta lei il caffè.",
			"Mette a disposizione il tavolo grande della sua cucina per giocare a briscola.",
			"Cammina ogni giorno verso le quattro e prende volentieri con sé chi ha voglia.",
		],
	},
	errands: {
		needs: [
			"La spesa fino al terzo piano",
			"Medicine da ritirare",
			"Bollette e posta da portare",
			"Chi porta giù le scatole pesanti",
		],
		asked: [
			"Chiede chi potrebbe portarle su l'acqua: sono tre piani e l'ascensore è fermo.",
			"Ha bisogno di qualcuno che ritiri le medicine quando piove o c'è ghiaccio.",
			"Cerca una mano per portare la stufetta dal ferramenta.",
			"Domanda se qualcuno va al mercato e può prenderle due chili di patate.",
		],
		noticed: [
			"Borse della spesa appoggiate a ogni pianerottolo {in}: si sale a tappe.",
			"Lista della spesa lasciata in bacheca {in}, senza nome, con scritto «grazie a chi passa».",
		],
		reported: [
			"La farmacista dice che in tre non sono passati a ritirare quello che avevano ordinato.",
			"Dalla bottega: due ordini telefonici a settimana restano lì perché nessuno li porta {in}.",
		],
		offered: [
			"Va al supermercato in macchina ogni venerdì: c'è posto per due borse in più.",
			"Passa comunque dalla farmacia tutte le sere, può ritirare per chi abita {in}.",
			"Ha un carrello pieghevole da prestare, sta nell'androne.",
		],
	},
	home: {
		needs: [
			"Piccoli lavori che nessuno fa",
			"Lampadine e rubinetti",
			"L'ascensore fermo",
			"Caldaia e finestre prima dell'inverno",
		],
		asked: [
			"Il rubinetto della cucina perde da settimane e l'idraulico non viene per così poco.",
			"Chiede chi sa cambiare una tapparella, quella della camera non si alza più.",
			"Ha una lampadina bruciata sopra le scale e non si fida della scala a pioli.",
			"Cerca un trapano in prestito per mezz'ora.",
		],
		noticed: [
			"Luce delle scale spenta {in} da almeno dieci giorni.",
			"Due finestre tenute con lo spago, e fa già freddo.",
			"L'ascensore {in} è fermo: cartello senza data.",
		],
		reported: [
			"La portinaia segnala che in tre appartamenti i citofoni non funzionano.",
			"Un vicino dice che {in} l'acqua calda va e viene.",
		],
		offered: [
			"Ha fatto l'elettricista per trent'anni e gli piace ancora: prese, lampadine, campanelli.",
			"Presta volentieri la cassetta degli attrezzi, basta riportarla la sera.",
			"Sa imbiancare e ha mezza latta di bianco avanzata.",
		],
	},
	papers: {
		needs: [
			"Moduli che si fanno solo in rete",
			"Lettere che nessuno capisce",
			"Lo sportello è lontano",
			"SPID, tessere e codici",
		],
		asked: [
			"Ha ricevuto una lettera del Comune e non capisce se deve pagare o rispondere.",
			"Chiede aiuto per l'iscrizione alla mensa, si fa solo in rete.",
			"Non riesce a entrare con lo SPID da quando ha cambiato telefono.",
			"Domanda dove si rifà la tessera della corriera.",
		],
		noticed: [
			"Arrivano allo sportello con le buste ancora chiuse, anche di due mesi fa.",
			"Tre persone nella stessa mattina con lo stesso modulo dell'assegno per i figli.",
		],
		reported: [
			"L'impiegata dello sportello dice che metà della fila viene per farsi leggere una lettera.",
			"Dal patronato: {in} molte domande arrivano dopo la scadenza.",
		],
		offered: [
			"Ha lavorato in banca: i moduli non lo spaventano, il lunedì ha tempo.",
			"Studia legge e può dare un'occhiata alle lettere difficili, senza impegno.",
		],
	},
	health: {
		needs: [
			"Chi accompagna alle visite",
			"L'ambulatorio aperto due ore",
			"Misurare la pressione vicino a casa",
			"Prenotare una visita senza computer",
		],
		asked: [
			"Chiede chi la può accompagnare alla visita di controllo, il figlio lavora.",
			"Vorrebbe sapere se qualcuno misura la pressione in paese, senza andare fino in città.",
			"Non riesce a prenotare al telefono: resta in attesa e poi cade la linea.",
		],
		noticed: [
			"Fila fuori dall'ambulatorio già alle sette, qualcuno si porta la sedia da casa.",
			"Al ritrovo in due hanno chiesto la stessa cosa: come si legge il foglio delle medicine.",
		],
		reported: [
			"La farmacista racconta che molti chiedono a lei quello che non hanno osato chiedere in ambulatorio.",
			"Un vicino riferisce che {in} il defibrillatore ha la batteria scarica.",
		],
		offered: [
			"Infermiera in pensione: il giovedì può misurare la pressione a chi passa.",
			"Va in ospedale ogni martedì per lavoro e ha due posti in macchina.",
		],
	},
	caring: {
		needs: [
			"Due ore libere per chi assiste",
			"Chi resta con la mamma",
			"Parlarsi tra chi cura",
			"Un letto da trovare in prestito",
		],
		asked: [
			"Si occupa del marito giorno e notte: chiede due ore per andare dalla parrucchiera.",
			"Cerca qualcuno che resti con la mamma il mercoledì, solo fino alle undici.",
			"Vorrebbe parlare con altri che hanno un familiare a casa da accudire.",
		],
		noticed: [
			"Arriva sempre di corsa e riparte di corsa: dice che a casa non può lasciare nessuno.",
			"Al ritrovo parla solo di turni e di orari, mai di sé.",
		],
		reported: [
			"Il medico dice che più di una figlia {in} non dorme una notte intera da mesi.",
			"La vicina riferisce che da quando è tornato il padre non la vede più scendere.",
		],
		offered: [
			"Ha assistito sua madre per otto anni: se serve ascolta, e conosce gli uffici giusti.",
			"Presta il letto regolabile che ha in cantina, è smontato e pulito.",
		],
	},
	children: {
		needs: [
			"Dove fare i compiti dopo scuola",
			"Chi prende i bambini alle quattro",
			"Un cortile dove giocare",
			"Vestiti che diventano piccoli",
		],
		asked: [
			"Chiede se c'è un posto per fare i compiti, in casa sono in cinque in due stanze.",
			"Il turno finisce alle cinque e la scuola alle quattro: cerca chi aspetti con i bambini.",
			"Cerca scarponi da montagna numero 33, solo per la gita.",
		],
		noticed: [
			"Bambini che giocano sul parcheggio {in}: il cortile è chiuso a chiave.",
			"Al cancello della scuola due gruppi di genitori che non si parlano.",
			"Merenda divisa in quattro {in}, con molta allegria.",
		],
		reported: [
			"La maestra dice che in quattro restano volentieri dopo la scuola anche senza motivo.",
			"Un papà racconta che {in} ci si presta i seggiolini ma nessuno ha una lista.",
		],
		offered: [
			"Ex maestra: il martedì dà volentieri una mano con la matematica.",
			"Tre scatole di vestiti puliti da bambino, dai due ai sei anni.",
			"Accompagna già i suoi a piedi e può prendere altri due bambini {in}.",
		],
	},
	young: {
		needs: [
			"Una stanza per suonare",
			"Dove stare la sera senza consumare",
			"Chi insegna un mestiere",
			"La corriera dopo le nove",
		],
		asked: [
			"In cinque chiedono una stanza per provare, hanno una batteria e nessun vicino contento.",
			"Domanda se qualcuno gli fa vedere come si lavora il legno.",
			"Vorrebbero restare {in} la sera, ma dopo le nove non torna più nessuna corriera.",
		],
		noticed: [
			"Gruppo sui gradini della chiesa fino a tardi: gentili, infreddoliti, senza un altro posto.",
			"In due smontano e rimontano motorini {in}, con attrezzi loro.",
		],
		reported: [
			"Il barista dice che si siedono in sei con una bibita sola, e che a lui va bene così.",
			"L'allenatore riferisce che in tre hanno smesso di venire da quando è cambiato l'orario.",
		],
		offered: [
			"Falegname in pensione: apre il laboratorio il sabato a chi vuole imparare.",
			"In quattro si offrono per insegnare a usare il telefono, basta chiedere.",
		],
	},
	work: {
		needs: [
			"Scrivere un curriculum",
			"Chi sa di un lavoro qui vicino",
			"La patente per lavorare",
			"Orari che non si incastrano",
		],
		asked: [
			"Cerca qualcuno che le guardi il curriculum prima di lunedì.",
			"Chiede se si sa di qualche lavoro {in}, anche poche ore.",
			"Deve fare la patente e non trova nessuno con cui ripassare i quiz.",
		],
		noticed: [
			"In bacheca {in} cinque biglietti con il numero di telefono da strappare, ancora interi.",
			"Al ritrovo parlano di turni cambiati all'ultimo momento.",
		],
		reported: [
			"Il fornaio racconta che cerca un aiuto al mattino e non sa come farlo sapere.",
			"Una vicina dice che il figlio è a casa da quando ha chiuso il magazzino.",
		],
		offered: [
			"Ha fatto colloqui per anni, può fare le prove con chi ne ha uno.",
			"Può prestare l'automobile vecchia per le guide, con lui accanto.",
		],
	},
	money: {
		needs: ["Bollette arrivate insieme", "Capire la bolletta", "Una spesa grossa e improvvisa"],
		asked: [
			"Sono arrivate luce e riscaldamento lo stesso mese: chiede se si può dividere il pagamento.",
			"Non capisce perché la bolletta è doppia, il consumo è uguale.",
			"Domanda a chi chiedere consiglio prima di firmare il prestito per la lavatrice.",
		],
		noticed: [
			"Alla cassa lascia indietro sempre qualcosa e scherza.",
			"Tre persone {in} con la stessa lettera della compagnia della luce.",
		],
		reported: [
			"Dalla parrocchia: le richieste per le bollette sono raddoppiate da gennaio.",
			"La panettiera tiene il quaderno dei conti aperti, e non lo dice a nessuno.",
		],
		offered: [
			"Sa leggere le bollette e spiegarle: una sera al mese è disponibile.",
			"Offre una lavatrice usata che funziona, basta venirla a prendere.",
		],
	},
	food: {
		needs: [
			"Frutta e pane che avanzano",
			"Un pranzo caldo in compagnia",
			"Cucinare per uno è triste",
			"Pacchi da portare a casa",
		],
		asked: [
			"Chiede se al mercato si può prendere la verdura che resta a fine giornata.",
			"Le piacerebbe mangiare in compagnia una volta alla settimana, per sé sola non cucina.",
			"Domanda quando si ritirano i pacchi, il giorno è cambiato.",
		],
		noticed: [
			"A fine mercato {in} restano cassette intere di mele.",
			"Il forno del cortile {in} è spento da un anno e tutti ne parlano.",
		],
		reported: [
			"Il banco della frutta dice che regala volentieri, ma non vuole creare imbarazzo a nessuno.",
			"La cuoca della scuola racconta quante porzioni tornano indietro.",
		],
		offered: [
			"Ha troppe zucchine, ogni estate: le lascia in cassetta davanti al cancello.",
			"Cucina sempre per sei anche se sono in tre: due porzioni ci sono.",
			"Porta lui le cassette dal mercato, ha il furgone.",
		],
	},
	learning: {
		needs: [
			"Usare il telefono senza paura",
			"Imparare la posta elettronica",
			"Un corso vicino a casa",
			"Ricette di una volta",
		],
		asked: [
			"Vorrebbe imparare a mandare le fotografie alla nipote.",
			"Chiede se qualcuno spiega la posta elettronica con calma, senza ridere.",
			"Domanda la ricetta dei canederli come li faceva la nonna.",
		],
		noticed: [
			"Telefono nuovo ancora nella scatola, da Natale.",
			"In biblioteca {in} si aiutano tra loro al computer, a gesti.",
		],
		reported: [
			"La bibliotecaria dice che la stessa domanda, «come entro nella posta», arriva ogni giorno.",
			"Il nipote racconta che gli chiedono in tutto il palazzo di sistemare i telefoni.",
		],
		offered: [
			"Insegna volentieri a fare lo strudel a chi ha voglia di sporcarsi le mani.",
			"Sa usare bene il computer e ha il pomeriggio libero.",
		],
	},
	languages: {
		needs: ["Parlare italiano fuori dal corso", "Qualcuno che traduca a scuola", "Due lingue sullo stesso tavolo"],
		asked: [
			"Fa il corso di italiano ma poi non parla con nessuno: vorrebbe esercitarsi.",
			"Chiede chi può venire con lei al colloquio con la maestra, per capire tutto.",
			"Vorrebbe imparare due parole di arabo per salutare la vicina.",
		],
		noticed: [
			"Sul pianerottolo {in} si spiegano con le mani e ridono.",
			"I cartelli della raccolta rifiuti {in} sono in una lingua sola.",
		],
		reported: [
			"La maestra dice che i bambini traducono per i genitori anche le cose delicate.",
			"Il medico chiede se c'è qualcuno che parla albanese il martedì.",
		],
		offered: [
			"Parla rumeno e italiano, accompagna volentieri agli uffici.",
			"Ha insegnato tedesco per anni e le manca: due ore a settimana le regala.",
		],
	},
	getting_about: {
		needs: [
			"La corriera delle dieci tolta",
			"Passaggi in macchina",
			"Il marciapiede interrotto",
			"Neve davanti alle porte",
		],
		asked: [
			"Da quando hanno tolto la corriera delle dieci non sa come andare al mercato.",
			"Chiede un passaggio fino alla stazione giovedì mattina presto.",
			"Domanda chi spala {in}: l'anno scorso la neve è rimasta una settimana.",
		],
		noticed: [
			"Sul marciapiede {in} il passeggino deve scendere in strada.",
			"Alla fermata {in} non c'è dove sedersi né dove ripararsi.",
		],
		reported: [
			"L'autista racconta che in due aspettano ogni giorno una corsa che non c'è più.",
			"Un vicino dice che {in} la rampa è bloccata dalle biciclette.",
		],
		offered: [
			"Scende in valle ogni mattina alle sette, ha tre posti.",
			"Spala davanti a casa e può fare altri due portoni.",
		],
	},
	neighbours: {
		needs: [
			"Rumori e orari sulle scale",
			"Il cortile chiuso a chiave",
			"Ci si saluta e basta",
			"Nuovi arrivi sulla scala",
		],
		asked: [
			"Chiede come si può parlare con chi sta sopra senza litigare, per via della lavatrice la notte.",
			"È arrivata da poco {in} e vorrebbe conoscere chi abita accanto.",
			"Domanda se si può riaprire il cortile, almeno la domenica.",
		],
		noticed: [
			"Sul foglio dell'ascensore {in} tre scritture diverse e nessuna firma.",
			"Hanno messo due sedie sul pianerottolo {in}: qualcuno si ferma.",
		],
		reported: [
			"La portinaia racconta che {in} due famiglie si parlano solo tramite lei.",
			"Un inquilino dice che il problema non è il rumore, è che nessuno si è mai presentato.",
		],
		offered: [
			"Organizza volentieri una merenda sulle scale, le torte le fa lei.",
			"Tiene le chiavi di mezzo palazzo, si fidano tutti.",
		],
	},
	shared_spaces: {
		needs: ["Le panchine della piazza", "La sala che resta chiusa", "Il lavatoio da sistemare", "Un tavolo in cortile"],
		asked: [
			"Chiede se si può usare la sala la domenica, ora resta chiusa.",
			"Vorrebbero mettere due panchine {in}, il legno lo trovano loro.",
			"Domanda a chi si chiede il permesso per piantare fiori nell'aiuola.",
		],
		noticed: [
			"La fontana {in} è spenta e ci si siede lo stesso.",
			"Qualcuno ha aggiustato il tavolo {in}, non si sa chi.",
		],
		reported: [
			"Il custode dice che la sala è prenotata da un gruppo che non viene più.",
			"Dalla scuola: il cortile si potrebbe aprire, manca chi chiude la sera.",
		],
		offered: [
			"Ha le chiavi della sala e può aprire la domenica pomeriggio.",
			"Dà una mano di vernice alle panchine, se qualcuno porta il colore.",
		],
	},
	habits: {
		needs: ["Serate che finiscono male al bar", "Smettere in compagnia"],
		asked: [
			"Vorrebbe smettere di fumare e chiede se qualcun altro ci prova con lui.",
			"Domanda se c'è un gruppo dove parlarne, non in ambulatorio.",
		],
		noticed: [
			"Le macchinette {in} accese già alle otto, sempre gli stessi tre posti occupati.",
			"Da un mese viene al ritrovo invece che al bar, lo dice lui ridendo.",
		],
		reported: [
			"Il barista dice che qualche sera chiude prima, e che non è facile dirlo.",
			"Un'amica racconta che spende troppo con i gratta e vinci.",
		],
		offered: [
			"Ne è uscito dieci anni fa e ne parla volentieri, se serve.",
			"Tiene un tavolo di giochi da tavolo il venerdì, senza soldi.",
		],
	},
	safety: {
		needs: ["Buio sul vialetto", "Attraversamento davanti alla scuola", "Telefonate truffa"],
		asked: [
			"Chiede se si può accendere prima la luce sul vialetto, rientra alle sei.",
			"Ha ricevuto una telefonata strana da un finto nipote: domanda come si riconoscono.",
		],
		noticed: ["Davanti alla scuola {in} le macchine non si fermano.", "Il corrimano {in} è staccato in due punti."],
		reported: [
			"La vigile dice che {in} si corre troppo, soprattutto la sera.",
			"Una vicina riferisce di un venditore insistente alle porte.",
		],
		offered: [
			"Fa il nonno vigile altrove, può aggiungere il lunedì qui.",
			"Può spiegare le truffe al telefono: ha lavorato alle poste.",
		],
	},
};

/** Said now and then after the thing itself. */
export const tails = [
	"Ne riparliamo al prossimo caffè.",
	"Richiamare la settimana prossima.",
	"Detto sulla porta, di passaggio.",
	"Non ha fretta.",
	"Sorrideva mentre lo diceva.",
	"È la seconda volta che lo sento.",
	"Lo ha detto anche la vicina.",
	"Chiedere prima se va bene parlarne.",
	"Preferisce il mattino.",
	"Meglio di persona che al telefono.",
	"Ha tempo fino a fine mese.",
	"Vuole pensarci.",
];

/** Who told it, in words. */
export const tellers = [
	"la portinaia",
	"il farmacista",
	"la barista",
	"la postina",
	"il parroco",
	"la maestra",
	"un vicino",
	"la nipote",
	"il custode",
	"la bibliotecaria",
	"l'autista della corriera",
	"una volontaria",
];

export const german: [text: string, kind: Kind, topic: string][] = [
	[
		"Fragt, ob jemand beim Apfelklauben die Oma hinunterfahren kann, sie möchte so gern dabei sein.",
		"asked",
		"getting_about",
	],
	["Backt am Samstag immer zu viel Brot und gibt gern davon ab.", "offered", "food"],
	["Möchte wieder einmal auf Deutsch Karten spielen, früher war da eine ganze Runde.", "asked", "company"],
	["Beim Brunnen sitzen jetzt zwei Bänke, und es sitzt auch wer drauf.", "noticed", "shared_spaces"],
	["Die Wirtin erzählt, dass im Winter keiner mehr die Straße herauf räumt.", "reported", "getting_about"],
	["Hat eine Nähmaschine übrig und zeigt gern, wie sie geht.", "offered", "learning"],
];

/** Urgent ones: what is there to see, and no more. */
export const urgent: [text: string, kind: Kind, topic: string][] = [
	[
		"Porta chiusa da ieri, televisore acceso, non risponde al campanello. Chiamato il 112 con la vicina.",
		"reported",
		"health",
	],
	["Odore di gas sulle scale {in}. Avvisati i vigili del fuoco, tutti fuori.", "noticed", "safety"],
	["Mamma con due bambini senza riscaldamento {in}, stanotte va sotto zero.", "asked", "home"],
	[
		"Caduto in cortile, non riesce ad appoggiare il piede: con lui c'è il vicino, arriva l'ambulanza.",
		"reported",
		"health",
	],
	["Dice che stasera non vuole tornare a casa. È seduta qui, le preparo un tè e chiamo.", "asked", "safety"],
	["Serve entro stasera la bombola nuova, l'ultima è quasi vuota. La farmacia di turno è avvisata.", "asked", "health"],
	[
		"Trovata senza cappotto {in} in pieno freddo, non ricordava il portone. Accompagnata a casa dal panettiere.",
		"reported",
		"safety",
	],
	["Nessuno l'ha vista da tre giorni e la posta è ancora nella cassetta.", "reported", "health"],
];

export const followUps = [
	"Passare a salutare",
	"Richiamare per dire com'è andata",
	"Chiedere se va bene farli incontrare",
	"Portare il foglio degli orari",
	"Sentire la portinaia",
	"Ripassare dalla farmacia",
	"Chiedere alla scuola per la sala",
	"Dire grazie a chi si è offerto",
	"Accompagnare al primo incontro",
	"Chiedere se la lettera è arrivata",
	"Sentire se la corsa è stata rimessa",
	"Proporre il caffè di questa settimana",
];

export const outcomes = [
	"Visto, contento della visita.",
	"Ha già risolto con la vicina.",
	"Non era in casa, lasciato un biglietto.",
	"Viene al prossimo incontro.",
	"Preferisce di no, va bene così.",
	"Si sono parlati e si mettono d'accordo loro.",
	"Portato il foglio, ne ha preso uno anche per la sorella.",
];

export const closedBecause = [
	"Chi l'aveva chiesto si è trasferito.",
	"Non serve più: si sono organizzati tra loro.",
	"La corsa della corriera è stata rimessa.",
	"Nessuno l'ha più nominato da sei mesi, chiesto in giro.",
];

export const handedOverBecause = [
	"D'accordo con la persona, se ne occupa il servizio sociale.",
	"Passato al Comune, che ha preso l'impegno per iscritto.",
	"Se ne occupa l'ambulatorio, con il suo consenso.",
];

export const services = [
	"Sportello del Comune",
	"Ambulatorio",
	"Patronato",
	"Servizio sociale",
	"Ufficio trasporti della Provincia",
];
export const otherAnswers = [
	"Si sono messi d'accordo sul pianerottolo",
	"Una vicina ha la chiave",
	"Prestito della cassetta degli attrezzi",
	"Cartello in due lingue",
];
