import { applyOps, type DraftOp } from '../../workshop/apply-ops.ts';
import { concernsKey, type Draft, type DraftItem, itemsOf, normalise, textOf } from '../../workshop/draft.ts';
import type { Json, JsonObject } from '../../workshop/json.ts';
import { isChatter } from '../../workshop/lint.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import type { Field, FieldOf, StepDefinition } from '../../workshop/step-definition.ts';
import { findCue, findLabel, isProjectionOnly, type LabelTarget, membersOf, questionsField } from './labels.ts';
import { compose, parseItem, readProp, splitTexts } from './parse-item.ts';

const labelledLine = /^([\p{L}][\p{L}\d '’/-]{0,60}?)\s*[:=]\s*(.*)$/su;
const isNumber = /^#?\d{1,3}\.?$/;

/** Reads one message part by part; what a part means can depend on the parts before it. */
export class AnswerReader {
  readonly ops: DraftOp[] = [];
  /** What could not be placed, said to its author alone. */
  readonly unplaced: Phrase[] = [];
  private readonly definition: StepDefinition;
  private readonly draft: Draft;
  /** Labelled lines that belong to one item, until another one begins. */
  private block: { list: FieldOf<'items'>; values: JsonObject } | undefined;
  /** `Pains:` alone on its line: the bullets below belong to it. */
  private heading: Field | 'concern' | undefined;

  constructor(definition: StepDefinition, draft: Draft) {
    this.definition = definition;
    this.draft = draft;
  }

  readBullet(text: string, whole: boolean): void {
    const labelled = labelledLine.exec(text);
    const target = labelled?.[1] ? findLabel(this.definition, labelled[1], this.block?.list.key) : undefined;
    const namesLine = target?.at === 'prop' && this.definition.lines === target.list.key && target.prop.key === target.list.nameProp;
    const heading = this.heading;
    const block = this.block;
    if (target && labelled && !namesLine) this.readTarget(target, labelled[2] ?? '');
    else if (heading === 'concern') this.addConcern(text);
    else if (heading && block) {
      const before = block.values[heading.key];
      block.values[heading.key] = heading.kind === 'texts' ? [...(Array.isArray(before) ? before : []), text] : text;
    } else if (heading) this.setField(heading, text);
    else {
      const lines = this.definition.fields.find((one) => one.key === this.definition.lines);
      this.closeBlock();
      if (lines) this.setField(lines, namesLine ? (labelled?.[2] ?? text) : text);
      else if (whole) this.readPlain(text);
    }
  }

  readLabelled(label: string, value: string): void {
    const target = findLabel(this.definition, label, this.block?.list.key);
    if (target) this.readTarget(target, value);
    else this.readPlain(`${label}: ${value}`);
  }

  readPlain(text: string): void {
    this.closeBlock();
    this.heading = undefined;
    if (isChatter(text)) return;
    const cue = findCue(this.definition, text);
    const questions = questionsField(this.definition);
    if (cue?.field === 'concern') this.addConcern(cue.rest);
    else if (cue) this.setField(cue.field as Field, cue.rest);
    else if (questions && text.endsWith('?')) this.setField(questions, text);
    else this.answerAsked(text);
  }

  /** What is still open at the end of the message. */
  finish(): void {
    this.closeBlock();
  }

  /** Words that name no field answer the question that was asked last, as long as it has no answer yet. */
  private answerAsked(text: string): void {
    const asked = this.definition.fields.find((one) => one.key === (this.draft.asked ?? firstAsked(this.definition)));
    if (!asked || asked.kind === 'projected' || (asked.kind === 'items' && isProjectionOnly(asked)))
      this.unplaced.push(needLabel(this.definition));
    else if (asked.kind !== 'items' && asked.kind !== 'texts' && this.current().fields[asked.key] !== undefined) {
      this.unplaced.push(
        phrase`I have an answer for “${asked.label}” already. To replace it, write “${asked.label}: …”; for something else, name it the same way.`,
      );
    } else this.setField(asked, text);
  }

  private readTarget(target: LabelTarget, value: string): void {
    if (target.at === 'prop') {
      this.readProperty(target.list, target.prop, value);
      return;
    }
    this.closeBlock();
    this.heading = undefined;
    if (target.at === 'holder') this.addHolder(target.list, target.name, value);
    else if (target.at === 'concern') {
      if (value) this.addConcern(value);
      else this.heading = 'concern';
    } else if (value) this.setField(target.field, value);
    else this.heading = target.field;
  }

  private readProperty(list: FieldOf<'items'>, prop: Field, value: string): void {
    this.heading = value ? undefined : prop;
    const begun = this.block;
    if (begun && (begun.list.key !== list.key || (begun.values[prop.key] !== undefined && prop.key === list.nameProp))) this.closeBlock();
    this.block ??= { list, values: {} };
    if (!value) return;
    const read = readProp(prop, value);
    if (read === undefined) this.unplaced.push(notUnderstood(prop, value));
    else this.block.values[prop.key] = read as Json;
  }

  private closeBlock(): void {
    if (this.block) this.ops.push(blockOp(this.current(), this.block.list, compose(this.block.list, this.block.values)));
    this.block = undefined;
  }

  private addConcern(text: string): void {
    this.ops.push({ op: 'add', list: concernsKey, values: { text } });
  }

  private setField(field: Field, value: string): void {
    if (field.kind === 'texts') {
      for (const text of splitTexts(value)) this.ops.push({ op: 'add', list: field.key, values: { text } });
    } else if (field.kind === 'items') this.addLine(field, value);
    else if (field.kind === 'projected') this.markMembers(field, value);
    else if (field.kind === 'text' && field.picksFrom && isNumber.test(value.trim())) {
      const picked = itemsOf(this.current(), field.picksFrom.list)[Number.parseInt(value.replace('#', ''), 10) - 1];
      if (!picked) this.unplaced.push(phrase`There is no number ${value.trim()} on the list yet.`);
      else this.ops.push({ op: 'set', field: field.key, value: picked.values[field.picksFrom.prop] ?? '' });
    } else {
      const read = readProp(field, value);
      if (read === undefined) this.unplaced.push(notUnderstood(field, value));
      else this.ops.push({ op: 'set', field: field.key, value: read as Json });
      if (field.kind === 'text' && field.marks) this.markNamed(field.marks, value);
    }
  }

  private addLine(list: FieldOf<'items'>, line: string): void {
    const colon = membersOf(this.definition, list.key) ? /^(.{2,120}?)\s*:\s*(.+)$/su.exec(line) : null;
    if (colon?.[1] && colon[2]) this.addHolder(list, colon[1], colon[2]);
    else this.ops.push({ op: 'add', list: list.key, values: parseItem(list, line) });
  }

  /** `Privacy at the desk: 1, 4, 5`, or with words instead of numbers. */
  private addHolder(list: FieldOf<'items'>, name: string, rest: string): void {
    const groups = membersOf(this.definition, list.key);
    const own = list.props.find((prop) => prop.kind === 'texts');
    const extra: string[] = [];
    this.ops.push({ op: 'add', list: list.key, values: { [list.nameProp]: name.trim() } });
    for (const piece of rest.split(/\s*[,;&]\s*|\s+and\s+(?=#?\d)/).filter(Boolean)) {
      const member = groups && findMember(itemsOf(this.current(), groups.members.key), groups.members.nameProp, piece);
      if (member) this.ops.push({ op: 'update', list: groups.members.key, itemId: member.id, values: { [groups.link.key]: name.trim() } });
      else if (isNumber.test(piece) || !own) this.unplaced.push(notFound(groups?.members.singular, piece));
      else extra.push(piece);
    }
    if (extra.length > 0 && own) this.ops.push({ op: 'add', list: list.key, values: { [list.nameProp]: name.trim(), [own.key]: extra } });
  }

  private markMembers(field: FieldOf<'projected'>, value: string): void {
    const list = this.definition.fields.find((one): one is FieldOf<'items'> => one.key === field.list && one.kind === 'items');
    for (const piece of value.split(/\s*[,;&]\s*|\s+and\s+/).filter(Boolean)) {
      const member = list && findMember(itemsOf(this.current(), field.list), list.nameProp, piece);
      if (member && field.where) this.ops.push({ op: 'update', list: field.list, itemId: member.id, values: { [field.where]: true } });
      else this.unplaced.push(notFound(list?.singular, piece));
    }
  }

  private markNamed(marks: { list: string; prop: string }, value: string): void {
    const wanted = normalise(value);
    const list = this.definition.fields.find((one): one is FieldOf<'items'> => one.key === marks.list && one.kind === 'items');
    const nameOf = (item: DraftItem) => normalise(textOf(item.values[list?.nameProp ?? '']));
    const named = itemsOf(this.current(), marks.list)
      .filter((item) => nameOf(item) !== '' && wanted.startsWith(nameOf(item)))
      .sort((a, b) => nameOf(b).length - nameOf(a).length)[0];
    if (named) this.ops.push({ op: 'mark', list: marks.list, prop: marks.prop, itemIds: [named.id] });
  }

  /** The draft with what this message has given so far: later lines may speak of earlier ones by number. */
  private current(): Draft {
    if (this.ops.length === 0) return this.draft;
    return applyOps(this.definition, this.draft, this.ops, {
      source: { messageId: '', userId: '' },
      origin: 'human',
      seq: Number.MAX_SAFE_INTEGER,
    }).draft;
  }
}

/** Labelled lines that name nothing belong to what was talked about last: they complete it, lists by adding to them. */
function blockOp(draft: Draft, list: FieldOf<'items'>, values: JsonObject): DraftOp {
  const latest = [...itemsOf(draft, list.key)].sort((a, b) => a.seq - b.seq).at(-1);
  if (values[list.nameProp] !== undefined || !latest) return { op: 'add', list: list.key, values };
  const merged = Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const before = latest.values[key];
      return [key, Array.isArray(value) && Array.isArray(before) ? [...new Set([...before, ...value])] : value];
    }),
  );
  return { op: 'update', list: list.key, itemId: latest.id, values: compose(list, { ...latest.values, ...merged }) };
}

/** The field that the opening asks about. */
function firstAsked(definition: StepDefinition): string | undefined {
  return definition.lines ?? definition.fields.find((field) => field.ask)?.key;
}

function findMember(items: readonly DraftItem[], nameProp: string, piece: string): DraftItem | undefined {
  const number = /^#?(\d{1,3})\.?$/.exec(piece.trim())?.[1];
  if (number) return items[Number(number) - 1];
  const wanted = normalise(piece);
  const names = items.map((item) => normalise(textOf(item.values[nameProp])));
  const exact = names.indexOf(wanted);
  if (exact >= 0) return items[exact];
  const starting = names.flatMap((name, index) => (wanted.length >= 4 && name.startsWith(wanted) ? [index] : []));
  return starting.length === 1 ? items[starting[0] as number] : undefined;
}

function notUnderstood(field: Field, value: string): Phrase {
  if (field.kind === 'choice') return phrase`“${field.label}” is one of ${field.options.join(', ')}; I read “${value}”.`;
  if (field.kind === 'rated')
    return phrase`“${field.label}” needs a number from ${field.min} to ${field.max} and a reason: “${field.label}: ${field.max - 2} because …”.`;
  return phrase`I could not read “${value}” as “${field.label}”.`;
}

function notFound(singular: string | undefined, piece: string): Phrase {
  const what = singular ?? 'line';
  return isNumber.test(piece)
    ? phrase`There is no ${what} number ${piece}.`
    : phrase`I find no ${what} “${piece}”. Use its number from the card.`;
}

function needLabel(definition: StepDefinition): Phrase {
  const labels = definition.fields
    .flatMap((field) => (field.kind === 'items' ? field.props.slice(0, 3).map((prop) => prop.label) : [field.label]))
    .slice(0, 4);
  return phrase`I was not sure where that belongs. Start the line with what it is, such as “${labels.join(': …”, “')}: …”.`;
}
