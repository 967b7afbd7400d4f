/** Wording checks. They suggest, they never block; only `isStub` counts for a gate. */

const stubs = new Set([
  'tbd',
  'tba',
  'todo',
  'n a',
  'na',
  'none',
  'xxx',
  'asdf',
  'test',
  'lorem ipsum',
  'placeholder',
  'same',
  'idk',
  'dunno',
  'x',
  'no idea',
  'to be defined',
  'how might we',
  'how can we',
  'how could we',
  'hmw',
]);
const greetings =
  /^(good )?(morning|afternoon|evening|hi|hello|hey|hey there|hi there|hola|moin)( (all|everyone|everybody|team|folks|there|guys|pilot|bot))*$/;
const chatter =
  /^(thanks?( you)?( (a lot|so much|all))?|thx|ty|cheers|ok(ay)?|k|great|nice( one)?|cool|lol|haha+|yes|yep|yeah|no|nope|sure|perfect|done|same here|agreed|\+1|brb|back|got it|will do|sounds good|let'?s go|ready|welcome|bye|see you( (later|all))?|good (idea|point|one)|well done|congrats|sorry)( (all|everyone|team|folks|there|pilot|bot|then|so much))*$/;

/** Not knowing, waiting, taking it back, being kind to the bot. */
const noAnswer =
  /^((sorry|well|hm+|oh) )?(wait( a (second|minute|moment|sec|bit))?|hold on|hang on|(one|just a) (second|minute|moment|sec)|never ?mind|(please )?(ignore|forget) (that|this|it|me)|wrong (thread|channel|step|window)|(i |we )?(really )?(have )?no (idea|clue)( yet)?|(i|we) (really )?(don't|do not) know( yet)?|((i'm|i am|we're|we are) )?not sure( yet)?|let me (think|check|see)|(you are|you're) (great|awesome|amazing|the best|funny|wrong|right)|good (bot|job|work)|(let's|let us) take a (short )?break|hm+)$/;

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/[^\p{L}\p{N}'+ ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Placeholder words, greetings and nothing at all: never an answer, however they got in. */
export function isStub(text: string): boolean {
  const words = plain(text);
  return words === '' || stubs.has(words) || greetings.test(words);
}

/** Talk that answers nothing: greetings, thanks, agreement, not knowing. */
export function isChatter(text: string): boolean {
  const words = plain(text);
  return words === '' || greetings.test(words) || chatter.test(words) || noAnswer.test(words);
}

const broadLabels =
  /^(users?|customers?|people|everyone|everybody|management|the team|stakeholders?|society|others?|staff|employees|the company)$/i;

/** "Users", "everyone": too wide to go and meet. */
export function isBroadLabel(name: string): boolean {
  return broadLabels.test(name.trim());
}

/** Closed: starts with a verb that asks for yes or no. Leading: puts the answer into the question. */
export function lintQuestion(question: string): 'closed' | 'leading' | undefined {
  const words = plain(question);
  if (
    /^(don'?t|doesn'?t|wouldn'?t|isn'?t|aren'?t|shouldn'?t) |( right| don'?t you| isn'?t it)$|how (great|good|bad|annoying|easy)|^(do|would) you (not )?(love|like|hate|agree)/.test(
      words,
    )
  )
    return 'leading';
  if (/^(do|does|did|is|are|was|were|have|has|had|can|could|would|will|should) /.test(words)) return 'closed';
  return undefined;
}

const maxQuestionWords = 25;

/** What a facilitator would gently point out about a How-might-we question; undefined when it is fine. */
export function lintHmw(statement: string): 'too-long' | 'solution' | 'not-a-question' | undefined {
  const words = plain(statement);
  if (!/how (might|can|could) we/.test(words)) return 'not-a-question';
  if (words.split(' ').length > maxQuestionWords) return 'too-long';
  if (
    /\b(app|apps|website|chatbot|portal|dashboard|platform|ai|blockchain|kiosk|tablet|qr codes?|kpi|design thinking|scrum|agile)\b/.test(
      words,
    )
  )
    return 'solution';
  return undefined;
}
