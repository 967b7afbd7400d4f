import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTemplate, definitionOf } from '../../../src/workshop/check-template.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

type Json = Record<string, unknown>;

const theme = {
  kind: 'items',
  key: 'themes',
  label: 'Themes',
  singular: 'theme',
  max: 8,
  nameProp: 'name',
  props: [
    { kind: 'text', key: 'name', label: 'Theme' },
    {
      kind: 'texts',
      key: 'evidence',
      label: 'Evidence',
      singular: 'idea',
      max: 20,
      gathers: { list: 'ideas', by: 'theme', prop: 'title' },
    },
    { kind: 'flag', key: 'isPicked', label: 'Picked', mark: ['picked'] },
  ],
};
const ideas = {
  kind: 'items',
  key: 'ideas',
  label: 'Ideas',
  singular: 'idea',
  max: 30,
  nameProp: 'title',
  props: [
    { kind: 'text', key: 'title', label: 'Idea' },
    { kind: 'choice', key: 'effort', label: 'Effort', options: ['low', 'high'], synonyms: { low: ['little'] } },
    { kind: 'link', key: 'theme', label: 'Group', list: 'themes' },
  ],
};
const opening = { lead: 'Let us begin.', question: 'What could we do?', how: 'One per line.' };
const collect = {
  id: 'collect',
  name: 'Collect',
  purpose: 'Collect ideas.',
  minutes: 10,
  opening,
  lines: 'ideas',
  fields: [{ kind: 'text', key: 'goal', label: 'Goal' }, ideas, theme],
  gate: [
    { rule: 'given', field: 'goal', says: 'the goal' },
    { rule: 'count', field: 'ideas', atLeast: 2, says: 'two ideas', form: 'idea' },
  ],
  forms: [
    { id: 'idea', kind: 'item', label: 'Add an idea', list: 'ideas' },
    { id: 'sort', kind: 'assign', label: 'Sort', list: 'ideas', props: ['theme', 'effort'] },
    { id: 'pick', kind: 'pick', label: 'Pick', list: 'themes', prop: 'isPicked', max: 2 },
    { id: 'goal', kind: 'fields', label: 'The goal', fields: ['goal'] },
  ],
  activities: [
    { id: 'dots', kind: 'vote', label: 'Dot vote', list: 'themes', budget: 3, marks: 'isPicked', most: 2 },
    { id: 'weigh', kind: 'rate', label: 'Weigh', list: 'ideas', props: ['effort'] },
    { id: 'agree', kind: 'sign-off', label: 'Agree', fields: ['goal'] },
    { id: 'alone', kind: 'write', label: 'Write', list: 'ideas', slots: 3, rounds: 2, minutes: 4 },
  ],
};
const decide = {
  id: 'decide',
  name: 'Decide',
  purpose: 'Decide what to do.',
  minutes: 10,
  reads: ['collect'],
  opening: { ...opening, asks: 'tasks' },
  carries: [{ step: 'collect', field: 'ideas', prop: 'title', lead: 'Ideas', limit: 5 }],
  fields: [{ kind: 'texts', key: 'tasks', label: 'Tasks', singular: 'task', max: 5 }],
};
const good: Json = {
  id: 'small-one',
  version: 1,
  name: 'Small one',
  description: 'Two steps.',
  steps: [collect, decide],
  pack: { question: [{ step: 'collect', field: 'goal' }], nextSteps: { step: 'decide', field: 'tasks' } },
};

/** The good one with something else at this place; `undefined` takes it out. */
function withAt(path: string, value: unknown): Json {
  const copy = structuredClone(good);
  const parts = path.split('.');
  const last = parts.pop() as string;
  let at = copy;
  for (const part of parts) at = at[part] as Json;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

function problemsOf(value: unknown): string[] {
  const checked = checkTemplate(value);
  return 'problems' in checked ? checked.problems : [];
}

describe('a template from a file', () => {
  it('is a template when everything in it is right', () => {
    const checked = checkTemplate(good);
    expect(checked).not.toHaveProperty('problems');
    if (!('template' in checked)) return;
    expect(checked.template.ids).toEqual(['collect', 'decide']);
    expect(checked.template.dependentsOf('collect')).toEqual(['decide']);
    expect(checked.template.step('decide')).toMatchObject({ gate: [], followUps: 1, activities: [], forms: [] });
    expect(() => (checked.template.steps as unknown[]).push(1)).toThrow(TypeError);
  });

  it('could hold the built-in one', () => {
    expect(problemsOf(JSON.parse(JSON.stringify(definitionOf(designThinking))))).toEqual([]);
  });

  it.each([
    [
      'a word too many',
      withAt('steps.0.fields.0.lable', 'Goal'),
      'steps[0] (collect).fields[0] (goal): there is no key “lable” here; did you mean “label”?',
    ],
    ['something missing', withAt('steps.0.purpose', undefined), 'steps[0] (collect).purpose: is missing; it is a text.'],
    ['something empty', withAt('description', null), 'description: is empty, and should be a text.'],
    ['a number in words', withAt('version', 'two'), 'version: is “two”, and should be a number.'],
    ['no step at all', withAt('steps', []), 'steps: has 0 entries; it needs at least 1.'],
    [
      'too many fields',
      withAt(
        'steps.1.fields',
        Array.from({ length: 31 }, () => decide.fields[0]),
      ),
      'steps[1] (decide).fields: has 31 entries; at most 30 are allowed.',
    ],
    [
      'a label that fits no button',
      withAt('steps.0.forms.0.label', 'x'.repeat(76)),
      'steps[0] (collect).forms[0] (idea).label: has 76 characters; at most 40 fit.',
    ],
    [
      'an unknown kind',
      withAt('steps.0.fields.0.kind', 'txt'),
      'steps[0] (collect).fields[0] (goal).kind: is “txt”; did you mean “text”? It is one of text, choice, number, rated, flag, texts, link, projected, items.',
    ],
    ['an id in capitals', withAt('id', 'Small One'), 'id: is 2 to 40 small letters, digits and dashes, a letter first.'],
    [
      'an id that computers mean otherwise',
      withAt('steps.1.id', 'constructor'),
      'steps[1] (constructor).id: “constructor” means something else to computers; take another word.',
    ],
    [
      'a key that every object has',
      withAt('steps.0.fields.0.key', 'valueOf'),
      'steps[0] (collect).fields[0] (valueOf).key: “valueOf” means something else to computers; take another word.',
    ],
    [
      'two steps of one id',
      withAt('steps.1.id', 'collect'),
      'steps[1] (collect).id: there is another step “collect” before; give this one a name of its own.',
    ],
    [
      'two fields of one key',
      withAt('steps.0.fields.0.key', 'ideas'),
      'steps[0] (collect).fields[1] (ideas).key: there is another field “ideas” before; give this one a name of its own.',
    ],
    [
      'a form and an activity of one id',
      withAt('steps.0.activities.0.id', 'pick'),
      'steps[0] (collect).activities[0] (pick).id: there is another form or activity “pick” before; give this one a name of its own.',
    ],
    ['a form that every step has', withAt('steps.0.forms.3.id', 'fix'), /^steps\[0\] \(collect\)\.forms\[3\] \(fix\)\.id: “fix” is taken/],
    [
      'two fields of one label',
      withAt('steps.0.fields.0.label', 'Themes'),
      'steps[0] (collect).fields[2] (themes).label: “Themes” is the label of “goal” too; people could not say which they mean.',
    ],
    [
      'a later step that is read',
      withAt('steps.0.reads', ['decide']),
      'steps[0] (collect).reads[0]: “decide” is no earlier step; the first step reads nothing.',
    ],
    [
      'a gate on nothing',
      withAt('steps.0.gate.1.field', 'ideaz'),
      'steps[0] (collect).gate[1].field: there is no field “ideaz” in this step; it has goal, ideas, themes.',
    ],
    [
      'a gate that can’t be met',
      withAt('steps.0.gate.1.atLeast', 31),
      'steps[0] (collect).gate[1].atLeast: is more than “ideas” can hold (30), so this could never be met.',
    ],
    [
      'a gate on what is no result',
      withAt('steps.0.fields.1.internal', true),
      /^steps\[0\] \(collect\)\.gate\[1\]\.field: “ideas” is working material/,
    ],
    ['the wrong rule', withAt('steps.0.gate.0.field', 'ideas'), 'steps[0] (collect).gate[0].rule: “ideas” is a list; use the rule count.'],
    [
      'a form that is not there',
      withAt('steps.0.gate.1.form', 'ideas'),
      'steps[0] (collect).gate[1].form: there is no form “ideas” in this step; it has idea, sort, pick, goal.',
    ],
    [
      'a form for an unknown list',
      withAt('steps.0.forms.0.list', 'notes'),
      'steps[0] (collect).forms[0] (idea).list: there is no field “notes” in this step; it has goal, ideas, themes.',
    ],
    [
      'a menu for a text',
      withAt('steps.0.forms.1.props', ['title']),
      'steps[0] (collect).forms[1] (sort).props[0]: “title” is no choice and no link, so there is no menu for it.',
    ],
    [
      'a pick without a flag',
      withAt('steps.0.forms.2.prop', 'name'),
      'steps[0] (collect).forms[2] (pick).prop: “themes” has no flag “name”; it has isPicked.',
    ],
    [
      'a form of fields with a list in it',
      withAt('steps.0.forms.3.fields', ['ideas']),
      /^steps\[0\] \(collect\)\.forms\[3\] \(goal\)\.fields\[0\]: “ideas” can't be filled in here/,
    ],
    [
      'votes without a flag',
      withAt('steps.0.activities.0.marks', 'chosen'),
      'steps[0] (collect).activities[0] (dots).marks: “themes” has no flag “chosen”; it has isPicked.',
    ],
    [
      'ratings without a choice',
      withAt('steps.0.activities.1.props', ['title']),
      'steps[0] (collect).activities[1] (weigh).props[0]: “title” is no choice, so there is nothing to rate with.',
    ],
    [
      'a yes to nothing',
      withAt('steps.0.activities.2.fields', ['aim']),
      'steps[0] (collect).activities[2] (agree).fields[0]: there is no field “aim” in this step; it has goal, ideas, themes.',
    ],
    [
      'a carry of nothing',
      withAt('steps.1.carries.0.field', 'thoughts'),
      'steps[1] (decide).carries[0]: the step “collect” has no field “thoughts”; it has goal, ideas, themes.',
    ],
    [
      'a carry that says too little',
      withAt('steps.1.carries.0.prop', undefined),
      'steps[1] (decide).carries[0].prop: is missing; name what is shown of each of “ideas”: title, effort.',
    ],
    [
      'a link to nowhere',
      withAt('steps.0.fields.1.props.2.list', 'groups'),
      /fields\[1\] \(ideas\)\.props\[2\] \(theme\)\.list: there is no field “groups” in this step/,
    ],
    [
      'what gathers by no link',
      withAt('steps.0.fields.2.props.1.gathers.by', 'effort'),
      /gathers\.by: “effort” is no link of “ideas” to “themes”\.$/,
    ],
    [
      'a name that is no property',
      withAt('steps.0.fields.1.nameProp', 'name'),
      'steps[0] (collect).fields[1] (ideas).nameProp: “ideas” has no property “name”; it has title, effort, theme.',
    ],
    [
      'what is carried over without a name',
      withAt('steps.1.fields.1', {
        ...ideas,
        props: ideas.props.slice(0, 2),
        nameProp: 'title',
        seededFrom: { step: 'collect', list: 'themes' },
      }),
      /seededFrom: “themes” of “collect” has no property “title” that names what is carried over; it has name, evidence\.$/,
    ],
    [
      'a headline that is not there',
      withAt('steps.0.headline', 'result'),
      'steps[0] (collect).headline: there is no field “result” in this step; it has goal, ideas, themes.',
    ],
    ['lines into a text', withAt('steps.0.lines', 'goal'), 'steps[0] (collect).lines: “goal” takes no lines; name a list.'],
    [
      'a question for nothing',
      withAt('steps.1.opening.asks', 'goal'),
      'steps[1] (decide).opening.asks: there is no field “goal” in this step; it has tasks.',
    ],
    [
      'options in capitals',
      withAt('steps.0.fields.1.props.1.options', ['Low', 'high']),
      /options\[0\]: options are written in small letters\.$/,
    ],
    [
      'words for two options',
      withAt('steps.0.fields.1.props.1.synonyms', { low: ['high'] }),
      /synonyms\.low: “high” means something already; each word stands for one option\.$/,
    ],
    [
      'words for no option',
      withAt('steps.0.fields.1.props.1.synonyms', { little: ['l'] }),
      /synonyms: “little” is no option; there are low, high\.$/,
    ],
    ['a broken pattern', withAt('steps.0.fields.0.looksLike', '(goal'), /fields\[0\] \(goal\)\.looksLike: is no regular expression: /],
    [
      'a pattern that runs away',
      withAt('steps.0.fields.0.looksLike', '^(a+)+$'),
      'steps[0] (collect).fields[0] (goal).looksLike: repeats something that repeats itself, which can take for ever; put it another way.',
    ],
    [
      'a key that every step has',
      withAt('steps.0.fields.0.key', 'facts'),
      'steps[0] (collect).fields[0] (facts).key: “facts” has a meaning in every step; take another key.',
    ],
    [
      'a property that every line has',
      withAt('steps.0.fields.1.props.0.key', 'spoken'),
      'steps[0] (collect).fields[1] (ideas).props[0] (spoken).key: “spoken” has a meaning in every list; take another key.',
    ],
    [
      'a pack from nowhere',
      withAt('pack.nextSteps.field', 'todos'),
      'pack.nextSteps: the step “decide” has no field “todos”; it has tasks.',
    ],
    ['a pack of what is no text', withAt('pack.question.0.field', 'ideas'), 'pack.question[0]: “ideas” is no text.'],
    [
      'shares of more than there is',
      withAt('steps.0.shares', { artifacts: 60, summaries: 10, facts: 5, recall: 5, gaps: 1, compacted: 5 }),
      /shares: together they are more than 80 percent/,
    ],
  ])('with %s is told where, what and what to do', (_, value, says) => {
    const problems = problemsOf(value);
    if (typeof says === 'string') expect(problems).toContain(says);
    else expect(problems.join('\n')).toMatch(new RegExp(says.source, 'm'));
  });

  it('is told all its mistakes at once, those beside a word too many as well', () => {
    const value = withAt('steps.0.colour', 'red');
    ((value.steps as Json[])[0]?.gate as Json[])[0] = { rule: 'given', field: 'aim', says: 'the aim' };
    expect(problemsOf(value)).toEqual([
      expect.stringContaining('there is no key “colour” here'),
      'steps[0] (collect).gate[0].field: there is no field “aim” in this step; it has goal, ideas, themes.',
    ]);
  });

  it('with a hundred mistakes is told the first two dozen, and how many more', () => {
    const fields = Array.from({ length: 30 }, (_, n) => ({ kind: 'link', key: `f${n}`, label: `F ${n}`, list: 'nowhere' }));
    const problems = problemsOf(withAt('steps.1.fields', fields));
    expect(problems).toHaveLength(26);
    expect(problems.at(-1)).toMatch(/^… and \d+ more\.$/);
    expect(problems.every((problem) => problem.length < 400)).toBe(true);
  });

  it.each(['^(?:\\w+\\s?)+$', '(x*)*', '(?:[a-z]+|\\d)+!', '((ab*)c?)+', '(a|b+){2,}'])('may not run away: %s', (looksLike) => {
    expect(problemsOf(withAt('steps.0.fields.0.looksLike', looksLike)).join()).toContain('repeats something that repeats itself');
  });

  it.each(['^\\d{1,2}(?: ?of ?10)?', 'a+b+c+', '\\p{Lu}\\w*(?: \\p{Lu}\\w*)*', '(?:about |around )*\\d', '\\(x+\\)+', '[(+*]+'])(
    'may look for %s',
    (looksLike) => {
      expect(problemsOf(withAt('steps.0.fields.0.looksLike', looksLike))).toEqual([]);
    },
  );

  it('never does anything but tell what is wrong, whatever is in the file', () => {
    const paths = pathsOf(good);
    const anything = fc.oneof(
      fc.anything({ maxDepth: 2 }),
      fc.constantFrom('__proto__', 'constructor', 'goal', 'ideas', 'collect', '', null, -1, 1e9, [], {}, { __proto__: null }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), anything), { minLength: 1, maxLength: 4 }), (changes) => {
        const copy = structuredClone(good);
        for (const [path, value] of changes) setAt(copy, path, value);
        const checked = checkTemplate(copy);
        if ('template' in checked) expect(checked.template.steps.length).toBeGreaterThan(0);
        else {
          expect(checked.problems.length).toBeGreaterThan(0);
          expect(checked.problems.length).toBeLessThanOrEqual(26);
          for (const problem of checked.problems) expect(problem).toMatch(/[.?!]$/);
        }
      }),
      { numRuns: 500 },
    );
    expect(({} as Json).polluted).toBeUndefined();
  });

  it('pollutes nothing by its keys', () => {
    const text = JSON.stringify(withAt('steps.0.fields.0.key', 'KEY')).replace('"KEY"', '"__proto__"');
    expect(problemsOf(JSON.parse(text)).join()).toContain('(__proto__).key: is up to 30 letters and digits');
    expect(problemsOf(JSON.parse('{"__proto__": {"polluted": true}, "id": "x-y"}')).join()).toContain('no key “__proto__”');
    expect(({} as Json).polluted).toBeUndefined();
  });
});

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [...(path.length > 0 ? [path] : []), ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, key]))];
}

function setAt(root: Json, path: readonly string[], value: unknown): void {
  let at: unknown = root;
  for (const part of path.slice(0, -1)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return;
    at = (at as Json)[part];
  }
  if (typeof at === 'object' && at !== null && !Object.isFrozen(at)) (at as Json)[path.at(-1) as string] = value;
}
