import { itemsOf, type Source, textOf } from './draft.ts';
import type { StepId } from './ids.ts';
import { type Measure, readMeasure } from './read-measure.ts';
import type { FieldOf } from './step-definition.ts';
import type { Template } from './template.ts';
import { judgeResult, judgeTestHealth, scoreResult, type TestHealth, type Verdict } from './validation.ts';
import type { StepWithDraft } from './workshop.ts';

/** A test that a team has planned, in its own words; empty where nothing was said. */
export interface PlannedTest {
  stepId: StepId;
  itemId: string;
  belief: string;
  test: string;
  metric: string;
  target: string;
  stop: string;
  sample: string;
  due: string;
  result: string;
  /** The messages that it rests on, the newest last. */
  sources: readonly Source[];
}

/** Where a template's tests are kept; undefined when it has none that a result can be recorded for. */
export function testList(template: Template): { stepId: StepId; list: FieldOf<'items'> } | undefined {
  const { test } = template.pack;
  if (!test) return undefined;
  const list = template.step(test.step).fields.find((field) => field.key === test.field);
  return list?.kind === 'items' && list.props.some((prop) => prop.key === 'result' && prop.kind === 'text')
    ? { stepId: test.step, list }
    : undefined;
}

/** The tests that were planned, in their order. */
export function findTests(template: Template, steps: readonly StepWithDraft[]): PlannedTest[] {
  const place = testList(template);
  const step = place && steps.find((one) => one.stepId === place.stepId);
  if (!place || !step) return [];
  const how = template.pack.test?.prop ?? '';
  return itemsOf(step.draft, place.list.key).map(({ id, values, sources }) => ({
    stepId: place.stepId,
    itemId: id,
    belief: textOf(values[place.list.nameProp]),
    test: textOf(values[how]),
    metric: textOf(values.metric),
    target: textOf(values.target),
    stop: textOf(values.killThreshold),
    sample: textOf(values.sampleSize),
    due: textOf(values.dueDate),
    result: textOf(values.result),
    sources,
  }));
}

/** What somebody typed, and which input it is that can't be made sense of. */
export interface ReportedResult {
  measured: string;
  outOf: string;
  /** In the plan's words where they hold a number, otherwise as it was typed now. */
  target: string;
  stop: string;
  /** 0: people said so; 1: they tried something like it; 2: they did the thing itself. */
  closeness: number;
  /** Of a host, above the numbers. */
  verdict?: Verdict;
}

export interface JudgedResult {
  verdict: Verdict;
  /** Somebody's own, and not that of the numbers. */
  isOwn: boolean;
  health: TestHealth;
  /** How far towards the target, in percent; undefined where there is nothing to compare. */
  score?: number;
}

export type ResultProblem = {
  input: 'measured' | 'outOf' | 'target' | 'stop';
  why: 'no-number' | 'more-than-all' | 'not-whole' | 'needs-all';
};

/** Holds a result against its plan: the arithmetic and nothing else. */
export function judgeAgainstPlan(given: ReportedResult): { judged: JudgedResult } | { problem: ResultProblem } {
  const measured = readMeasure(given.measured);
  if (!measured) return { problem: { input: 'measured', why: 'no-number' } };
  const typedAll = given.outOf.trim() === '' ? undefined : (readMeasure(given.outOf)?.value ?? Number.NaN);
  if (typedAll !== undefined && !(Number.isInteger(typedAll) && typedAll > 0)) return { problem: { input: 'outOf', why: 'not-whole' } };
  const all = measured.of ?? typedAll;
  const most = measured.isPercent ? 100 : measured.of;
  if (most !== undefined && (measured.value < 0 || measured.value > most)) return { problem: { input: 'measured', why: 'more-than-all' } };
  const health = judgeTestHealth({ count: all ?? 0 }, given.closeness);
  const target = readMeasure(given.target);
  if (!target)
    return given.verdict ? { judged: { verdict: given.verdict, isOwn: true, health } } : { problem: { input: 'target', why: 'no-number' } };
  const stop = readMeasure(given.stop);
  const compared = compare(measured, target, stop, all);
  if ('problem' in compared) return given.verdict ? { judged: { verdict: given.verdict, isOwn: true, health } } : compared;
  const { actual, goal, limit } = compared;
  const better = target.bound === 'from-above' ? 'less' : 'more';
  const byNumbers = judgeNumbers({ actual, goal, better, isStrict: target.isStrict }, limit, stop?.isStrict ?? false);
  const score = better === 'more' ? scoreResult(actual, goal) : scoreResult(goal, actual);
  const verdict = given.verdict ?? byNumbers;
  return { judged: { verdict, isOwn: verdict !== byNumbers, health, ...(score === undefined ? {} : { score }) } };
}

/** “more than 30” is not reached by 30, and “fewer than 10” does not stop at 10. */
function judgeNumbers(
  { actual, goal, better, isStrict }: { actual: number; goal: number; better: 'more' | 'less'; isStrict: boolean },
  limit: number | undefined,
  isStrictStop: boolean,
): Verdict {
  const killThreshold = limit === undefined || (isStrictStop && actual === limit) ? {} : { killThreshold: limit };
  const verdict = judgeResult({ actual, target: goal, better, ...killThreshold });
  return verdict === 'validated' && isStrict && actual === goal ? 'promising' : verdict;
}

/** All of them as shares when one of them is a share, as bare numbers otherwise. */
function compare(
  measured: Measure,
  target: Measure,
  stop: Measure | undefined,
  all: number | undefined,
): { actual: number; goal: number; limit: number | undefined } | { problem: ResultProblem } {
  const isShare =
    [measured, target, stop].some((one) => one?.isPercent) || (target.of !== undefined && all !== undefined && target.of !== all);
  if (!isShare) return { actual: measured.value, goal: target.value, limit: stop?.value };
  const shareOf = ({ value, of, isPercent }: Measure) => {
    const whole = of ?? all;
    return isPercent ? value : whole === undefined ? undefined : (value / whole) * 100;
  };
  const [actual, goal, limit] = [shareOf(measured), shareOf(target), stop && shareOf(stop)];
  if (actual === undefined || goal === undefined || (stop && limit === undefined)) return { problem: { input: 'outOf', why: 'needs-all' } };
  return actual > 100 ? { problem: { input: 'measured', why: 'more-than-all' } } : { actual, goal, limit };
}
