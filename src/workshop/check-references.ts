import { checkField } from './check-fields.ts';
import { checkLabels, earlierField, namesOfProps, noField, partsOf, quoteList, type Scope, type TemplateProblem } from './check-scope.ts';
import { concernsKey } from './draft.ts';
import type { DocumentSource, Field, FieldPlace, GateRule, StepDefinition, TemplateDefinition } from './step-definition.ts';

/** Forms that every step has besides its own, or that belong to no step; theirs are other ids. */
export const reservedFormIds: readonly string[] = [
  ...['fix', 'capture', 'settings', 'edit', 'proposal'],
  ...['action', 'memory', 'result', 'roles', 'start-here', 'timer'],
  ...['together', 'ballot', 'sheet', 'late', 'rating', 'decide', 'settle'],
];

/** What is written down in every step, and what a model's answers are sorted by. */
const reservedKeys: readonly string[] = [concernsKey, 'facts', 'fields', 'offers'];

/** What the parts of a template say of each other: whether everything that is named is there, and of a kind that fits. */
export function checkReferences(template: TemplateDefinition): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const { steps } = template;
  checkUnique(
    steps.map((step) => step.id),
    (index) => ['steps', index, 'id'],
    'step',
    problems,
  );
  checkUnique(
    steps.map((step) => step.name.toLowerCase()),
    (index) => ['steps', index, 'name'],
    'step called',
    problems,
  );
  steps.forEach((step, index) => {
    checkStep({ step, earlier: steps.slice(0, index), path: ['steps', index], problems });
  });
  checkPack(template, problems);
  return problems;
}

function checkUnique(
  names: readonly string[],
  pathOf: (index: number) => TemplateProblem['path'],
  what: string,
  problems: TemplateProblem[],
): void {
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (first !== index)
      problems.push({ path: pathOf(index), says: `there is another ${what} “${name}” before; give this one a name of its own` });
  });
}

function checkStep(scope: Scope): void {
  const { step, earlier, path, problems } = scope;
  const earlierIds = earlier.map((one) => one.id);
  step.reads.forEach((read, index) => {
    const place = earlierIds.indexOf(read);
    if (place < 0)
      problems.push({
        path: [...path, 'reads', index],
        says: `“${read}” is no earlier step; ${earlierIds.length > 0 ? `there are ${quoteList(earlierIds)}` : 'the first step reads nothing'}`,
      });
    else if (index > 0 && place <= earlierIds.indexOf(step.reads[index - 1] ?? ''))
      problems.push({ path: [...path, 'reads', index], says: 'steps that are read stand in their order, each once' });
  });
  checkUnique(
    step.fields.map((field) => field.key),
    (index) => [...path, 'fields', index, 'key'],
    'field',
    problems,
  );
  step.fields.forEach((field, index) => {
    const at = [...path, 'fields', index];
    if (reservedKeys.includes(field.key))
      problems.push({ path: [...at, 'key'], says: `“${field.key}” has a meaning in every step; take another key` });
    checkField(scope, field, at);
  });
  checkLabels(step.fields, [...path, 'fields'], problems);
  checkNamed(scope);
  checkGate(scope);
  checkForms(scope);
  checkActivities(scope);
  checkCarries(scope);
  if (step.shares && Object.values(step.shares).reduce((sum, one) => sum + one, 0) > 80)
    problems.push({ path: [...path, 'shares'], says: 'together they are more than 80 percent; the recent messages need the rest' });
}

function checkNamed({ step, path, problems }: Scope): void {
  const named = (name: 'headline' | 'lines', fits: (field: Field) => boolean, says: string) => {
    const wanted = step[name];
    if (wanted === undefined) return;
    const field = step.fields.find((one) => one.key === wanted);
    if (!field) problems.push({ path: [...path, name], says: noField(step, wanted) });
    else if (!fits(field)) problems.push({ path: [...path, name], says: `“${wanted}” ${says}` });
  };
  named(
    'headline',
    (field) => !(field.kind === 'items' && field.internal) && !field.derived,
    'is not part of the result; name a field that is',
  );
  named(
    'lines',
    (field) => (field.kind === 'items' && !field.props.some((one) => one.kind === 'projected')) || field.kind === 'texts',
    'takes no lines; name a list',
  );
  const { asks } = step.opening;
  if (asks !== undefined && !step.fields.some((one) => one.key === asks))
    problems.push({ path: [...path, 'opening', 'asks'], says: noField(step, asks) });
}

function checkGate(scope: Scope): void {
  scope.step.gate.forEach((rule, index) => {
    checkRule(scope, rule, [...scope.path, 'gate', index]);
  });
}

function checkRule(scope: Scope, rule: GateRule, at: TemplateProblem['path']): void {
  const { step, problems } = scope;
  const say = (says: string, ...more: PropertyKey[]) => {
    problems.push({ path: [...at, ...more], says });
  };
  if ('from' in rule) checkEarlierList(scope, rule.from, [...at, 'from'], rule.rule === 'differs' ? 'text' : 'list');
  if (rule.askAbout && !rule.askAbout.includes('{items}')) say('has no “{items}” in it, where the names of what is missing go', 'askAbout');
  if (rule.form && !step.forms.some((form) => form.id === rule.form))
    say(`there is no form “${rule.form}” in this step; it has ${quoteList(step.forms.map((one) => one.id))}`, 'form');
  const field = step.fields.find((one) => one.key === rule.field);
  if (!field) say(noField(step, rule.field), 'field');
  else if (field.kind === 'items' && field.internal)
    say(`“${field.key}” is working material (internal) and never part of the result, so this could never be met`, 'field');
  else checkRuleFits(rule, field, say);
}

function checkRuleFits(rule: GateRule, field: Field, say: (says: string, ...more: PropertyKey[]) => void): void {
  const isList = field.kind === 'items' || field.kind === 'texts' || field.kind === 'projected';
  if (rule.rule === 'given' && isList) say(`“${field.key}” is a list; use the rule count`, 'rule');
  if (rule.rule === 'differs' && field.kind !== 'text') say(`“${field.key}” is no text; this rule compares texts`, 'rule');
  if (rule.rule === 'count' && !isList) say(`“${field.key}” is no list; use the rule given`, 'rule');
  if ('atLeast' in rule && isList && rule.atLeast > field.max)
    say(`is more than “${field.key}” can hold (${field.max}), so this could never be met`, 'atLeast');
  const wanted = 'props' in rule ? rule.props : 'prop' in rule ? [rule.prop] : [];
  if (wanted.length === 0) return;
  if (field.kind !== 'items') {
    say(`“${field.key}” is no list of things with properties; use the rule ${isList ? 'count' : 'given'}`, 'rule');
    return;
  }
  for (const prop of wanted) if (!field.props.some((one) => one.key === prop)) say(noProp(field.key, namesOfProps(field), prop));
  if (rule.rule === 'exactly-one' && field.props.some((one) => one.key === rule.prop && one.kind !== 'flag'))
    say(`“${rule.prop}” is no flag`, 'prop');
}

function noProp(list: string, known: readonly string[], wanted: string): string {
  return `“${list}” has no property “${wanted}”; it has ${quoteList(known)}`;
}

/** `differs` compares with a text, `covers` with a list of texts. */
function checkEarlierList(scope: Scope, from: FieldPlace, path: TemplateProblem['path'], kind: 'text' | 'list'): void {
  const found = earlierField(scope, from, path);
  if (!found) return;
  const isListOfTexts = found.kind === 'texts' || (found.kind === 'projected' && found.props.length === 1);
  if (kind === 'list' ? !isListOfTexts : found.kind !== 'text')
    scope.problems.push({ path, says: `“${from.field}” of “${from.step}” is no ${kind === 'list' ? 'list of texts' : 'text'}` });
}

function checkForms(scope: Scope): void {
  const { step, path, problems } = scope;
  const ids = [...step.forms.map((form) => form.id), ...step.activities.map((one) => one.id)];
  checkUnique(
    ids,
    (index) => (index < step.forms.length ? [...path, 'forms', index, 'id'] : [...path, 'activities', index - step.forms.length, 'id']),
    'form or activity',
    problems,
  );
  step.forms.forEach((form, index) => {
    const at = [...path, 'forms', index];
    const say = (says: string, ...more: PropertyKey[]) => problems.push({ path: [...at, ...more], says });
    if (reservedFormIds.includes(form.id)) say(`“${form.id}” is taken: ${reservedFormIds.join(', ')} are forms of their own`, 'id');
    if (form.kind === 'fields') {
      form.fields.forEach((wanted, place) => {
        const field = step.fields.find((one) => one.key === wanted);
        if (!field) say(noField(step, wanted), 'fields', place);
        else if (field.derived || field.kind === 'items' || field.kind === 'projected' || field.kind === 'link' || field.kind === 'flag')
          say(
            `“${wanted}” can't be filled in here; a form of fields takes texts, choices, numbers, scores and lists of texts`,
            'fields',
            place,
          );
      });
      return;
    }
    const list = listIn(scope, form.list, [...at, 'list']);
    if (!list) return;
    if (form.kind === 'item' && list.seededFrom)
      say(`“${form.list}” is carried over from “${list.seededFrom.step}”; nothing is added to it here`, 'list');
    if (form.kind === 'assign')
      form.props.forEach((wanted, place) => {
        const prop = list.props.find((one) => one.key === wanted);
        if (!prop) say(noProp(list.key, namesOfProps(list), wanted), 'props', place);
        else if (prop.kind !== 'choice' && prop.kind !== 'link')
          say(`“${wanted}” is no choice and no link, so there is no menu for it`, 'props', place);
      });
    if (form.kind === 'pick') checkFlag(scope, list, form.prop, [...at, 'prop']);
  });
}

/** A list that people put things into. */
function listIn({ step, problems }: Scope, wanted: string, path: TemplateProblem['path']) {
  const field = step.fields.find((one) => one.key === wanted);
  const says = !field
    ? noField(step, wanted)
    : field.kind !== 'items'
      ? `“${wanted}” is no list of things with properties`
      : field.props.some((prop) => prop.kind === 'projected')
        ? `“${wanted}” only shows what another list holds; name that one`
        : undefined;
  if (says) problems.push({ path, says });
  return field?.kind === 'items' && !says ? field : undefined;
}

function checkFlag(scope: Scope, list: Extract<Field, { kind: 'items' }>, wanted: string, path: TemplateProblem['path']): void {
  const prop = list.props.find((one) => one.key === wanted);
  if (prop?.kind === 'flag') return;
  const flags = list.props.filter((one) => one.kind === 'flag').map((one) => one.key);
  const says = `“${list.key}” has no flag “${wanted}”; ${flags.length > 0 ? `it has ${quoteList(flags)}` : 'add one (kind: flag)'}`;
  scope.problems.push({ path, says });
}

function checkActivities(scope: Scope): void {
  const { step, path, problems } = scope;
  step.activities.forEach((activity, index) => {
    const at = [...path, 'activities', index];
    if (activity.kind === 'sign-off') {
      activity.fields.forEach((wanted, place) => {
        if (!step.fields.some((one) => one.key === wanted && !(one.kind === 'items' && one.internal)))
          problems.push({ path: [...at, 'fields', place], says: noField(step, wanted) });
      });
      return;
    }
    const list = listIn(scope, activity.list, [...at, 'list']);
    if (!list) return;
    if (activity.kind === 'vote') checkFlag(scope, list, activity.marks, [...at, 'marks']);
    if (activity.kind === 'rate')
      activity.props.forEach((wanted, place) => {
        const prop = list.props.find((one) => one.key === wanted);
        if (!prop) problems.push({ path: [...at, 'props', place], says: noProp(list.key, namesOfProps(list), wanted) });
        else if (prop.kind !== 'choice')
          problems.push({ path: [...at, 'props', place], says: `“${wanted}” is no choice, so there is nothing to rate with` });
      });
  });
}

function checkCarries(scope: Scope): void {
  scope.step.carries.forEach((carry, index) => {
    const at = [...scope.path, 'carries', index];
    const field = earlierField(scope, carry, at);
    if (!field) return;
    const say = (says: string) => scope.problems.push({ path: [...at, 'prop'], says });
    const props = partsOf(field);
    if (props && carry.prop === undefined) say(`is missing; name what is shown of each of “${carry.field}”: ${quoteList(props)}`);
    else if (carry.prop !== undefined && !props) say(`“${carry.field}” has no properties; leave this out`);
    else if (carry.prop !== undefined && props && !props.includes(carry.prop)) say(noProp(carry.field, props, carry.prop));
  });
}

function checkPack({ steps, pack }: TemplateDefinition, problems: TemplateProblem[]): void {
  const find = (place: FieldPlace, path: TemplateProblem['path']) =>
    earlierField({ step: steps[0] as StepDefinition, earlier: steps, path: [], problems }, place, path);
  pack?.question?.forEach((place, index) => {
    const field = find(place, ['pack', 'question', index]);
    if (field && field.kind !== 'text') problems.push({ path: ['pack', 'question', index], says: `“${place.field}” is no text` });
  });
  const withProp = (place: FieldPlace, name: string, wanted: string | undefined, path: TemplateProblem['path']) => {
    const field = find(place, path);
    if (!field || wanted === undefined) return;
    const props = field.kind === 'items' ? namesOfProps(field) : [];
    if (!props.includes(wanted)) problems.push({ path: [...path, name], says: noProp(place.field, props, wanted) });
  };
  pack?.outcome?.forEach((place, index) => {
    withProp(place, 'detail', place.detail, ['pack', 'outcome', index]);
  });
  if (pack?.test) withProp(pack.test, 'prop', pack.test.prop, ['pack', 'test']);
  if (pack?.nextSteps) find(pack.nextSteps, ['pack', 'nextSteps']);
  const source = (from: DocumentSource, path: TemplateProblem['path']) => {
    withProp(from, 'only', from.only, path);
    for (const prop of from.props ?? []) withProp(from, 'props', prop, path);
    if (!from.only && !from.props?.length) find(from, path);
  };
  pack?.documents?.forEach((document, number) => {
    document.sections.forEach(({ from, stories }, index) => {
      const path = ['pack', 'documents', number, 'sections', index];
      from.forEach((one, at) => {
        source(one, [...path, 'from', at]);
      });
      if (!stories) return;
      withProp(stories.who, 'prop', stories.who.prop, [...path, 'stories', 'who']);
      if (stories.named) find(stories.named, [...path, 'stories', 'named']);
      find(stories.soThat, [...path, 'stories', 'soThat']);
      stories.criteria.forEach((one, at) => {
        source(one, [...path, 'stories', 'criteria', at]);
      });
    });
  });
}
