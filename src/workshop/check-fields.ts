import { checkPattern } from './check-pattern.ts';
import { checkLabels, earlierField, namesOfProps, noField, partsOf, quoteList, type Scope, type TemplateProblem } from './check-scope.ts';
import type { Field, FieldOf } from './step-definition.ts';

type Path = TemplateProblem['path'];

/** One field, or one property of a list (`inside`): what it names, and whether it can do what it says. */
export function checkField(scope: Scope, field: Field, path: Path, inside?: FieldOf<'items'>): void {
  const say = (says: string, ...more: PropertyKey[]) => scope.problems.push({ path: [...path, ...more], says });
  if (field.looksLike !== undefined) {
    const trouble = checkPattern(field.looksLike);
    if (trouble) say(trouble, 'looksLike');
  }
  if (field.derived && field.kind !== 'texts') say('is for a list of texts (kind: texts)', 'derived');
  if (inside && field.from) say('is for a field of the step, not for a property', 'from');
  else if (field.from) checkFrom(scope, field, [...path, 'from']);
  if ('min' in field && field.min !== undefined && field.min > field.max) say(`is more than max (${field.max})`, 'min');
  checkKind(scope, field, path, inside);
}

type Say = (says: string, ...more: PropertyKey[]) => void;

function checkKind(scope: Scope, field: Field, path: Path, inside: FieldOf<'items'> | undefined): void {
  const say: Say = (says, ...more) => {
    scope.problems.push({ path: [...path, ...more], says });
  };
  if (field.kind === 'text') checkText(scope, field, path);
  else if (field.kind === 'choice') checkChoice(field, say);
  else if (field.kind === 'flag') checkLikely(field, inside, say);
  else if (field.kind === 'texts') checkGathers(scope, field, path, inside);
  else if (field.kind === 'projected') checkProjected(scope, field, path);
  else if (field.kind === 'items') checkItems(scope, field, path);
  else if (field.kind === 'link') {
    if (!inside) say('a link is a property of a list; it can’t stand alone');
    checkList(scope, field.list, [...path, 'list']);
  }
}

function checkFrom(scope: Scope, { from, kind }: Field, path: Path): void {
  if (!from) return;
  if (kind !== 'text') scope.problems.push({ path, says: 'only a text (kind: text) is copied from an earlier step' });
  const source = earlierField(scope, from, path);
  const parts = source && partsOf(source);
  if (parts && (from.prop === undefined || !parts.includes(from.prop)))
    scope.problems.push({ path: [...path, 'prop'], says: `says which property of “${from.field}” is copied: ${quoteList(parts)}` });
}

/** A list of this step with properties. */
function checkList({ step, problems }: Scope, wanted: string, path: Path): FieldOf<'items'> | undefined {
  const list = step.fields.find((one) => one.key === wanted);
  if (!list) problems.push({ path, says: noField(step, wanted) });
  else if (list.kind !== 'items') problems.push({ path, says: `“${wanted}” is no list of things with properties (kind: items)` });
  return list?.kind === 'items' ? list : undefined;
}

function checkProp({ problems }: Scope, list: FieldOf<'items'>, wanted: string, path: Path, kind?: Field['kind']): void {
  const prop = list.props.find((one) => one.key === wanted);
  if (!prop) problems.push({ path, says: `“${list.key}” has no property “${wanted}”; it has ${quoteList(namesOfProps(list))}` });
  else if (kind && prop.kind !== kind) problems.push({ path, says: `“${wanted}” is of the kind ${prop.kind}, and should be a ${kind}` });
}

function checkText(scope: Scope, field: FieldOf<'text'>, path: Path): void {
  const { picksFrom, marks, suggests, offers, firstTry, minChars, maxChars } = field;
  if (minChars !== undefined && maxChars !== undefined && minChars > maxChars)
    scope.problems.push({ path: [...path, 'minChars'], says: `is more than maxChars (${maxChars})` });
  const picks = picksFrom && checkList(scope, picksFrom.list, [...path, 'picksFrom', 'list']);
  if (picks && picksFrom) checkProp(scope, picks, picksFrom.prop, [...path, 'picksFrom', 'prop'], 'text');
  const marked = marks && checkList(scope, marks.list, [...path, 'marks', 'list']);
  if (marked && marks) checkProp(scope, marked, marks.prop, [...path, 'marks', 'prop'], 'flag');
  if (suggests) {
    const source = earlierField(scope, suggests, [...path, 'suggests']);
    const parts = source && partsOf(source);
    if (parts && (suggests.prop === undefined || !parts.includes(suggests.prop)))
      scope.problems.push({
        path: [...path, 'suggests', 'prop'],
        says: `says which property of “${suggests.field}” is suggested: ${quoteList(parts)}`,
      });
  }
  const offered = offers && earlierField(scope, offers, [...path, 'offers']);
  if (offered && offered.kind !== 'texts' && !(offered.kind === 'projected' && offered.props.length === 1))
    scope.problems.push({ path: [...path, 'offers'], says: `“${offers.field}” is no list of texts` });
  for (const name of ['who', 'better'] as const) {
    const wanted = firstTry?.[name];
    if (wanted !== undefined && !scope.step.fields.some((one) => one.key === wanted && one.kind === 'text'))
      scope.problems.push({ path: [...path, 'firstTry', name], says: `there is no text “${wanted}” in this step` });
  }
}

function checkChoice(field: FieldOf<'choice'>, say: Say): void {
  const { options, synonyms, means, absent } = field;
  options.forEach((option, index) => {
    if (option !== option.toLowerCase()) say('options are written in small letters', 'options', index);
    if (options.indexOf(option) !== index) say(`“${option}” is there twice`, 'options', index);
  });
  for (const [name, record] of Object.entries({ synonyms, means, absent }))
    for (const option of Object.keys(record ?? {}))
      if (!options.includes(option)) say(`“${option}” is no option; there are ${quoteList(options)}`, name);
  const seen = new Set(options);
  for (const [option, words] of Object.entries(synonyms ?? {}))
    for (const word of words) {
      if (word !== word.toLowerCase()) say(`“${word}” is written in small letters`, 'synonyms', option);
      if (seen.has(word)) say(`“${word}” means something already; each word stands for one option`, 'synonyms', option);
      seen.add(word);
    }
}

function checkLikely({ likely }: FieldOf<'flag'>, inside: FieldOf<'items'> | undefined, say: Say): void {
  if (!inside) say('a flag is a property of a list; it can’t stand alone');
  if (!likely || !inside) return;
  const prop = inside.props.find((one) => one.key === likely.prop);
  if (prop?.kind !== 'choice') say(`“${likely.prop}” is no choice of “${inside.key}”`, 'likely', 'prop');
  else if (!prop.options.includes(likely.is))
    say(`“${likely.is}” is no option of “${likely.prop}”; there are ${quoteList(prop.options)}`, 'likely', 'is');
  if (!likely.says.includes('{items}')) say('has no “{items}” in it, where their names go', 'likely', 'says');
}

function checkGathers(scope: Scope, { gathers }: FieldOf<'texts'>, path: Path, inside: FieldOf<'items'> | undefined): void {
  if (!gathers) return;
  const at = [...path, 'gathers'];
  const members = checkList(scope, gathers.list, [...at, 'list']);
  if (!inside) scope.problems.push({ path: at, says: 'is for a property of the list that others are sorted into' });
  if (!members || !inside) return;
  const link = members.props.find((one) => one.key === gathers.by);
  if (link?.kind !== 'link' || link.list !== inside.key)
    scope.problems.push({ path: [...at, 'by'], says: `“${gathers.by}” is no link of “${members.key}” to “${inside.key}”` });
  checkProp(scope, members, gathers.prop, [...at, 'prop'], 'text');
}

function checkProjected(scope: Scope, field: FieldOf<'projected'>, path: Path): void {
  const list = checkList(scope, field.list, [...path, 'list']);
  if (!list) return;
  if (field.by !== undefined) checkProp(scope, list, field.by, [...path, 'by'], 'link');
  if (field.where !== undefined) checkProp(scope, list, field.where, [...path, 'where'], 'flag');
  field.props.forEach((prop, index) => {
    checkProp(scope, list, prop, [...path, 'props', index]);
  });
}

/** What a model's answers say of each line besides what it is. */
function isReserved(prop: Field): boolean {
  if (prop.kind === 'texts' && prop.gathers) return false;
  return ['item', 'evidence', 'spoken'].includes(prop.key);
}

function checkItems(scope: Scope, field: FieldOf<'items'>, path: Path): void {
  const { problems } = scope;
  const keys = namesOfProps(field);
  field.props.forEach((prop, index) => {
    const at = [...path, 'props', index];
    if (keys.indexOf(prop.key) !== index) problems.push({ path: [...at, 'key'], says: `there is another property “${prop.key}” before` });
    if (isReserved(prop)) problems.push({ path: [...at, 'key'], says: `“${prop.key}” has a meaning in every list; take another key` });
    checkField(scope, prop, at, field);
  });
  checkLabels(field.props, [...path, 'props'], problems);
  checkProp(scope, field, field.nameProp, [...path, 'nameProp'], 'text');
  if (field.titleProp !== undefined) checkProp(scope, field, field.titleProp, [...path, 'titleProp'], 'text');
  field.lineOrder?.forEach((wanted, index) => {
    checkProp(scope, field, wanted, [...path, 'lineOrder', index]);
  });
  checkCompose(scope, field, path);
  if (field.seededFrom) checkSeed(scope, field, [...path, 'seededFrom']);
}

function checkCompose(scope: Scope, field: FieldOf<'items'>, path: Path): void {
  const { compose } = field;
  if (!compose) return;
  const at = [...path, 'compose'];
  checkProp(scope, field, compose.prop, [...at, 'prop'], 'text');
  const slots = [...compose.template.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  if (slots.length === 0) scope.problems.push({ path: [...at, 'template'], says: 'has no “{property}” in it, which is filled in' });
  for (const slot of slots) checkProp(scope, field, slot, [...at, 'template'], 'text');
  compose.shapes.forEach((shape, index) => {
    const trouble = checkPattern(shape);
    if (trouble) scope.problems.push({ path: [...at, 'shapes', index], says: trouble });
    for (const [, name = ''] of shape.matchAll(/\(\?<([A-Za-z]\w*)>/g)) {
      // `name` is what a persona is called.
      checkProp(
        scope,
        field,
        name === 'name' && !namesOfProps(field).includes('name') ? 'persona' : name,
        [...at, 'shapes', index],
        'text',
      );
    }
  });
}

/** What is carried over keeps its name: the property that names it is there on both sides. */
function checkSeed(scope: Scope, { seededFrom, nameProp }: FieldOf<'items'>, path: Path): void {
  if (!seededFrom) return;
  const source = earlierField(scope, { step: seededFrom.step, field: seededFrom.list }, path);
  if (!source) return;
  const has = partsOf(source) ?? [];
  if (!has.includes(nameProp))
    scope.problems.push({
      path,
      says: `“${seededFrom.list}” of “${seededFrom.step}” has no property “${nameProp}” that names what is carried over${has.length > 0 ? `; it has ${quoteList(has)}` : ''}`,
    });
}
