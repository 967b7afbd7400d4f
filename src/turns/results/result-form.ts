import { clipText } from '../../build-pack/plain-line.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import {
  findTests,
  judgeAgainstPlan,
  type PlannedTest,
  type ReportedResult,
  type ResultProblem,
  testList,
} from '../../workshop/planned-tests.ts';
import { readMeasure } from '../../workshop/read-measure.ts';
import { may, roleOf } from '../../workshop/roles.ts';
import type { Verdict } from '../../workshop/validation.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import type { FeatureForm } from '../feature-forms.ts';
import type { FormInput } from '../form-inputs.ts';
import type { FormValues, FormView } from '../forms.ts';
import { type Asker, type Deps, type FormRequest, requireRole } from '../use-case.ts';
import { recordResult } from './record-result.ts';

export const resultFormId = 'result';

const maxShortChars = 150;
const maxWordsChars = 1_500;
const maxIntroChars = 500;
const maxOptionChars = 75;
const verdicts: readonly { value: Verdict; label: string }[] = [
  { value: 'validated', label: 'Validated: it is true' },
  { value: 'promising', label: 'Promising: worth going on' },
  { value: 'inconclusive', label: 'Inconclusive: we still don’t know' },
  { value: 'invalidated', label: 'Invalidated: it is not true' },
];
const closeness = ['People told us what they would do', 'They tried something like it', 'They did the thing itself'];

/** What came of a test, first which one where there are several. It is a message of its sender, also when the workshop is over. */
export const resultForm: FeatureForm = {
  async open(deps, asker, request) {
    const { tests, isHost } = await lookUp(deps, asker, request);
    const [only] = tests;
    if (!only) throw noTests();
    if (!request.itemId && tests.length > 1) return chooseTest(request, tests);
    const test = request.itemId ? tests.find((one) => one.itemId === request.itemId) : only;
    if (!test) throw goneTest();
    return askForResult({ ...request, itemId: test.itemId }, test, isHost);
  },

  async save(deps, asker, request, { values }) {
    if (!request.itemId) return { next: { ...request, itemId: typed(values, 'test') } };
    const { tests, isHost, workshop } = await lookUp(deps, asker, request);
    const test = tests.find((one) => one.itemId === request.itemId);
    if (!test) throw goneTest();
    const words = typed(values, 'words');
    const given = readForm(values, test, isHost);
    const held = judgeAgainstPlan(given);
    if ('problem' in held) return { errors: { [held.problem.input]: sayProblem(held.problem) } };
    await recordResult(deps, asker, { workshopId: workshop.id, test, given, judged: held.judged, words });
    return { saved: true };
  },
};

async function lookUp(
  deps: Deps,
  asker: Asker,
  request: FormRequest,
): Promise<{ workshop: Workshop; tests: PlannedTest[]; isHost: boolean }> {
  const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: request.workshopId });
  if (!found)
    throw new RuleBreach('gone', phrase`I can't find that workshop here. The newest card in the channel shows what is under way.`);
  const { workshop, members, steps } = await deps.store.loadWorkshop(found.id);
  const role = roleOf(members, asker.userId, asker.isOutsider);
  requireRole(role, 'contribute', workshop.ownerUserId);
  if (!testList(workshop.template))
    throw new RuleBreach('no-tests', phrase`${workshop.template.name} plans no tests, so there is no result to record.`);
  return { workshop, tests: findTests(workshop.template, steps), isHost: may(role, 'steer') };
}

function noTests(): RuleBreach {
  return new RuleBreach('no-tests', phrase`No test is planned yet, so there is no result to record. The last step plans them.`);
}

function goneTest(): RuleBreach {
  return new RuleBreach('gone', phrase`That test is gone: somebody took it out meanwhile. “/workshop result” shows those there are.`);
}

function chooseTest(request: FormRequest, tests: readonly PlannedTest[]): FormView {
  const next = tests.find((test) => !test.result) ?? tests[0];
  const labelOf = ({ belief, test, result }: PlannedTest) => `${result ? '✓ ' : ''}${belief || test || 'a test without a name'}`;
  return {
    request,
    title: 'Record a result',
    submitLabel: 'Go on',
    inputs: [
      {
        key: 'test',
        label: 'Which test?',
        kind: 'choice',
        optional: false,
        options: tests.map((test) => ({ value: test.itemId, label: labelOf(test).slice(0, maxOptionChars) })),
        ...(next ? { initial: next.itemId } : {}),
      },
    ],
  };
}

function askForResult(request: FormRequest, test: PlannedTest, isHost: boolean): FormView {
  const short = { kind: 'text', long: false, maxChars: maxShortChars } as const;
  const inputs: FormInput[] = [
    { ...short, key: 'measured', label: 'What did you measure?', hint: 'A number: 23, 7 of 10, or 40 %.', optional: false },
    { ...short, key: 'outOf', label: 'Out of how many?', hint: 'How many people or cases took part.', optional: true },
    // What is right was written down before; only what has no number there is asked for now.
    ...(readMeasure(test.target)
      ? []
      : [
          {
            ...short,
            key: 'target',
            label: 'Which number makes you right?',
            hint: test.target ? `You planned: ${test.target}`.slice(0, maxShortChars) : 'At least this many, or this share.',
            optional: isHost,
          },
        ]),
    ...(!test.stop || readMeasure(test.stop)
      ? []
      : [
          {
            ...short,
            key: 'stop',
            label: 'Which number makes you stop?',
            hint: `You planned: ${test.stop}`.slice(0, maxShortChars),
            optional: true,
          },
        ]),
    {
      key: 'closeness',
      label: 'How close was it to the real thing?',
      kind: 'choice',
      optional: true,
      options: closeness.map((label, index) => ({ value: String(index), label })),
    },
    {
      key: 'words',
      label: 'In your words',
      hint: 'What happened, what surprised you.',
      kind: 'text',
      long: true,
      maxChars: maxWordsChars,
      optional: true,
    },
    ...(isHost
      ? [
          {
            key: 'verdict',
            label: 'Your own verdict',
            hint: 'As the host, above the numbers.',
            kind: 'choice' as const,
            optional: true,
            options: [...verdicts],
          },
        ]
      : []),
  ];
  return { request, title: 'Record a result', submitLabel: 'Record', intro: sayPlan(test), inputs };
}

function sayPlan({ belief, test, metric, target, stop, sample, result }: PlannedTest): string {
  const plan = [
    ...(metric ? [`measure ${metric}`] : []),
    ...(target ? [`right if ${target}`] : []),
    ...(stop ? [`stop if ${stop}`] : []),
    ...(sample ? [`with ${sample}`] : []),
  ];
  return [
    clipText(belief || test, maxIntroChars),
    ...(plan.length > 0 ? [clipText(`The plan: ${plan.join(', ')}.`, maxIntroChars)] : []),
    ...(result ? [`Recorded so far: ${clipText(result, maxShortChars)} A new one takes its place.`] : []),
  ].join('\n');
}

function readForm(values: FormValues, test: PlannedTest, isHost: boolean): ReportedResult {
  const own = verdicts.find((one) => one.value === typed(values, 'verdict'))?.value;
  return {
    measured: typed(values, 'measured'),
    outOf: typed(values, 'outOf'),
    target: readMeasure(test.target) ? test.target : typed(values, 'target'),
    stop: readMeasure(test.stop) ? test.stop : typed(values, 'stop'),
    closeness: Number(typed(values, 'closeness')) || 0,
    ...(isHost && own ? { verdict: own } : {}),
  };
}

function sayProblem({ input, why }: ResultProblem): Phrase {
  switch (why) {
    case 'no-number':
      return input === 'target'
        ? phrase`I need a number to hold it against: 30, 6 of 10, or 60 %.`
        : phrase`I can't find a number in that. Write it as 23, 7 of 10, or 40 %, and the rest in your words below.`;
    case 'more-than-all':
      return phrase`That is more than there can be. Look at it once more, please.`;
    case 'not-whole':
      return phrase`How many took part is a whole number from 1 on.`;
    case 'needs-all':
      return phrase`The plan speaks of a share, so I need to know out of how many.`;
  }
}

function typed(values: FormValues, key: string): string {
  const value = values[key];
  return typeof value === 'string' ? value.trim() : '';
}
