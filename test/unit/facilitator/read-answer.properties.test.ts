import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../src/facilitator/guided/read-answer.ts';
import { applyOps } from '../../../src/workshop/apply-ops.ts';
import { artifactSchema, projectArtifact } from '../../../src/workshop/artifact.ts';
import { type Draft, emptyDraft } from '../../../src/workshop/draft.ts';
import type { Json } from '../../../src/workshop/json.ts';
import type { StepDefinition } from '../../../src/workshop/step-definition.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { fullDraft } from '../workshop/a-full-draft.ts';

const steps = designThinking.steps.map((definition) => [definition.id, definition] as const);
const by = { source: { messageId: 'm9', userId: 'U9' }, origin: 'human' as const, seq: 9 };

/** Pieces of what people write to a facilitator, put together without sense: labels, separators, lists, picks, names, noise. */
function messages(definition: StepDefinition): fc.Arbitrary<string> {
  const labels = definition.fields.flatMap((field) => [
    field.label,
    ...(field.aliases ?? []),
    ...(field.kind === 'items' ? field.props.flatMap((prop) => [prop.label, ...(prop.aliases ?? [])]) : []),
  ]);
  const cues = definition.fields
    .flatMap((field) => [...(field.cues ?? []), ...(field.kind === 'items' ? field.props.flatMap((prop) => prop.cues ?? []) : [])])
    .map((cue) => cue.replace('…', ''));
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...labels).map((label) => `${label}: `) },
    { weight: 1, arbitrary: fc.constantFrom(...(cues.length > 0 ? cues : ['we'])).map((cue) => `${cue} `) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'Rosa',
        'the queue at the desk',
        'Anne-Marie O’Neill',
        'nobody knows',
        'a 54-year-old patient',
        'core',
        'high power',
        'low',
        'negative',
        'thin',
        'desirability',
        'wild',
      ),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '\n- ',
        '\n',
        '\n\n',
        '\n  - ',
        ' | ',
        ', ',
        '; ',
        ' – ',
        ' (',
        ') ',
        '. ',
        '? ',
        ': ',
        ' = ',
        ' and ',
        '\n1. ',
        '\n| --- |\n',
      ),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '1',
        '2, 4',
        '1-3',
        '#2',
        '6/10 because ',
        '“it is loud”',
        'Group Quiet: 1, 2',
        'Pick: 1',
        'We go with 1',
        'Park 2',
        'Dip: ',
      ),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'Given that it is loud, how might we help Rosa to talk so that nobody hears it?',
        'Tom: I whisper',
        'Interviewer: And then?',
        'I disagree',
        'Thanks!',
        '*bold* ',
        '_x_',
        'https://x.example/a:b',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  );
  return fc.array(piece, { minLength: 1, maxLength: 16 }).map((pieces) => pieces.join(''));
}

const drafts = (definition: StepDefinition): fc.Arbitrary<Draft> => fc.constantFrom(emptyDraft(), fullDraft(definition));

function wordsIn(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function textsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

describe.each(steps)('reading any message in %s', (_, definition) => {
  it('never throws, and gives only what fits the artifact', () => {
    fc.assert(
      fc.property(messages(definition), fc.boolean(), drafts(definition), (text, whole, draft) => {
        const answer = readAnswer(definition, draft, text, whole);
        const applied = applyOps(definition, draft, answer.ops, by);
        const { artifact } = projectArtifact(definition, applied.draft);
        expect(artifactSchema(definition).safeParse(artifact).error?.issues).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  it('never writes a word that nobody wrote', () => {
    // Words for an option, the words around the parts of a question, and names that other fields point to are the product's.
    const ours = new Set(
      definition.fields.flatMap((field) =>
        [field, ...(field.kind === 'items' ? field.props : [])].flatMap((one) => [
          ...(one.kind === 'choice' ? one.options : []),
          ...(one.kind === 'items' && one.compose ? wordsIn(one.compose.template) : []),
        ]),
      ),
    );
    fc.assert(
      fc.property(messages(definition), fc.boolean(), drafts(definition), (text, whole, draft) => {
        const known = new Set([
          ...wordsIn(text),
          ...textsIn(projectArtifact(definition, draft).artifact).flatMap(wordsIn),
          ...textsIn(draft.items as unknown as Json).flatMap(wordsIn),
          'parked',
        ]);
        for (const op of readAnswer(definition, draft, text, whole).ops) {
          const given = op.op === 'set' ? op.value : op.op === 'add' || op.op === 'update' ? op.values : null;
          for (const word of textsIn(given).flatMap(wordsIn))
            if (!ours.has(word)) expect(known, `${word} in ${JSON.stringify(given)}`).toContain(word);
        }
      }),
      // A line may end as it does on an old Mac: the next one does not go on with its last word.
      { numRuns: 150, examples: [['https://x.example/a:b\rGiven that it is loud', true, emptyDraft()]] },
    );
  });

  it('takes nothing from a message that is neither for the bot nor a list', () => {
    fc.assert(
      fc.property(messages(definition), drafts(definition), (text, draft) => {
        const talk = text.replace(/^[\s\-*•◦▪‣·–]+/gm, '');
        expect(readAnswer(definition, draft, talk, false)).toEqual({ ops: [], unplaced: [] });
      }),
      // An empty label, and the same with words, over a numbered list: the words were taken as if they were a heading.
      { numRuns: 60, examples: [['In a few words:  | In a few words: Rosa\n1. In a few words: x', emptyDraft()]] },
    );
  });
});

describe('reading very long messages', () => {
  it.each([
    ['one word', 'x'.repeat(40_000)],
    ['many colons', 'a: '.repeat(13_000)],
    ['many commas', 'a, '.repeat(13_000)],
    ['many dashes', 'a - '.repeat(10_000)],
    ['many bars', 'a | '.repeat(10_000)],
    ['many brackets', '(a '.repeat(13_000)],
    ['many stars', '*a '.repeat(13_000)],
    ['many underscores', '_a '.repeat(13_000)],
    ['many quotes', '"a '.repeat(13_000)],
    ['many sentences', 'It is. '.repeat(5_700)],
    ['many words', 'how might we help so that '.repeat(1_500)],
    ['many spaces', `a${' '.repeat(39_000)}b`],
    ['many lines', '- a line of a list\n'.repeat(2_100)],
    ['many labels', 'Name: Rosa\nWho: x\nIdea: y\n'.repeat(1_400)],
  ])('of %s takes no time worth mentioning', (_, text) => {
    for (const definition of designThinking.steps) {
      const startMs = performance.now();
      readAnswer(definition, fullDraft(definition), text, true);
      expect(performance.now() - startMs, definition.id).toBeLessThan(5_000);
    }
  });
});
