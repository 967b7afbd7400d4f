/** Words that no message is about, as they stand in the text. Kept out of the index: they would be half of it. */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above after again against all also although always am an and another any anybody anyone anything are arent as at be became because been
  before being below between both but by can cannot cant could couldnt did didnt do does doesnt doing dont down during each either else etc even
  ever every few for from further get gets getting go goes going gonna got had hadnt has hasnt have havent having he hed hell her here hers herself hes
  him himself his how however i id if ill im in into is isnt it itd itll its itself ive just kind lets like lot lots many maybe me might more most
  much must my myself neither no nor not now of off on once one only onto or other others our ours ourselves out over own per perhaps quite rather really
  same say says shall she shed shes should shouldnt since so some somebody someone something sort still such than that thats the their
  theirs them themselves then there theres these they theyd theyll theyre theyve thing things this those though through thus to too under until up upon us
  very was wasnt we wed well were werent weve what whats when where whether which while who whom whose why will with within without wont would wouldnt yes
  yet you youd youll your youre yours yourself youve uh um hmm mm mmm mhm ah oh eh er erm yeah yep yup nope okay ok alright hi hello hey thanks
  thank please`.split(/\s+/u),
);

/** Words of questions about conversations: they say that something was said, not what. In the index, but of little weight in a question. */
export const genericWords: ReadonlySet<string> = new Set(
  `agree agreed answer ask asked come comment concern conclude conclusion conversation decide decided decision describe disagree discuss discussed discussing
  discussion explain explained group idea introduce introduced made make meeting member mention mentioned opinion people presentation project
  propose proposed question recommend recommended remember remind said suggest suggested summarise summarize summary talk talked talking team tell think thought
  told topic use used workshop`.split(/\s+/u),
);
