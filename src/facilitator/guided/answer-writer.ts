import { applyOps, type DraftOp } from '../../workshop/apply-ops.ts';
import { concernsKey, type Draft, type DraftItem, itemsOf, textOf } from '../../workshop/draft.ts';
import type { Json, JsonObject } from '../../workshop/json.ts';
import type { Phrase } from '../../workshop/phrase.ts';
import type { Field, FieldOf, StepDefinition } from '../../workshop/step-definition.ts';
import { takeApart } from './compose.ts';
import { holdersOf, membersOf, withoutListWord } from './labels.ts';
import { parseItem } from './parse-item.ts';
import { bareName, readNumbers, readPick } from './plain-text.ts';
import { findMember, findMentioned, type HolderLine, readHolderLine, readHolderLines } from './read-holder.ts';
import { readValue, splitAnswer, splitTexts } from './read-value.ts';
import { splitNames, splitRatedNames } from './split-names.ts';
import { notANumber, notFound, notUnderstood, whichOne } from './unplaced-words.ts';

/** Turns what a reader understood into changes of the draft; what cannot be found is noted for the author. */
export class AnswerWriter {
  readonly ops: DraftOp[] = [];
  /** What could not be placed, said to its author alone. */
  readonly unplaced: Phrase[] = [];
  /** Lets the value that was written last go on with another line. */
  append: ((more: string) => void) | undefined;
  private readonly definition: StepDefinition;
  private readonly draft: Draft;

  constructor(definition: StepDefinition, draft: Draft) {
    this.definition = definition;
    this.draft = draft;
  }

  /** The draft with what this message has given so far: later lines may speak of earlier ones by number. */
  current(): Draft {
    if (this.ops.length === 0) return this.draft;
    const source = { messageId: '', userId: '' };
    return applyOps(this.definition, this.draft, this.ops, { source, origin: 'human', seq: Number.MAX_SAFE_INTEGER }).draft;
  }

  listOf(key: string | undefined): FieldOf<'items'> | undefined {
    return this.definition.fields.find((one): one is FieldOf<'items'> => one.key === key && one.kind === 'items');
  }

  addConcern(text: string): void {
    this.ops.push({ op: 'add', list: concernsKey, values: { text } });
  }

  /** `preset`: choices that a heading above gives to each of the entries. */
  setField(field: Field, value: string, preset?: JsonObject): void {
    if (field.kind === 'texts') {
      for (const text of splitAnswer(field, value)) {
        if (readNumbers(text)) this.unplaced.push(notANumber(field, text));
        else this.ops.push({ op: 'add', list: field.key, values: { text } });
      }
    } else if (field.kind === 'items') this.addItems(field, value, preset);
    else if (field.kind === 'projected') this.pick(field, value);
    else if (field.kind === 'text' && field.picksFrom) this.setPicked(field, field.picksFrom, value);
    else this.setValue(field, value);
  }

  private setValue(field: Field, value: string): void {
    const read = readValue(field, value);
    if (read === undefined) {
      this.unplaced.push(notUnderstood(field, value));
      return;
    }
    const op = { op: 'set' as const, field: field.key, value: read };
    this.ops.push(op);
    const holder: JsonObject = { [field.key]: read };
    this.append = (more) => {
      goOn(holder, field, more);
      op.value = holder[field.key] as Json;
    };
    if (field.kind === 'text' && field.marks) this.markNamed(field, field.marks, value);
  }

  addItems(list: FieldOf<'items'>, text: string, preset?: JsonObject): void {
    if (membersOf(this.definition, list.key)) this.addHolder(list, text);
    else if (list.compose) this.addComposed(list, list.compose.prop, text);
    else for (const line of splitRatedNames(list, text)) this.addLine(list, line, preset);
  }

  addLine(list: FieldOf<'items'>, line: string, preset?: JsonObject): void {
    const values = { ...parseItem(list, line), ...preset };
    // What was carried over is shown with numbers: `1: high impact` says more of the first one.
    const number = list.seededFrom ? readPick(textOf(values[list.nameProp])) : undefined;
    if (number === undefined) {
      this.ops.push({ op: 'add', list: list.key, values });
      return;
    }
    const { [list.nameProp]: _, ...more } = values;
    const member = findMember(itemsOf(this.current(), list.key), list.nameProp, String(number));
    if (member) this.ops.push({ op: 'update', list: list.key, itemId: member.id, values: more });
    else this.unplaced.push(notFound(list.singular, String(number)));
  }

  private addComposed(list: FieldOf<'items'>, whole: string, text: string): void {
    const op = { op: 'add' as const, list: list.key, values: parseItem(list, text) };
    this.ops.push(op);
    this.append = (more) => {
      op.values = parseItem(list, `${textOf(op.values[whole])}\n${more}`);
    };
  }

  /** `Core: receptionists, patients` */
  addNames(list: FieldOf<'items'>, names: string, preset: JsonObject): void {
    for (const name of splitNames(names)) this.addLine(list, name, preset);
  }

  /** Puts insights aside on purpose. */
  park(value: string): void {
    const holders = holdersOf(this.definition);
    const groups = holders && membersOf(this.definition, holders.key);
    if (!groups?.link.parkable) return;
    for (const piece of readNumbers(value)?.map(String) ?? value.split(/\s*[,;]\s*/)) this.sort(groups, piece, 'parked');
  }

  private sort(groups: NonNullable<ReturnType<typeof membersOf>>, piece: string, target: string): void {
    const { members, link } = groups;
    const member = findMember(itemsOf(this.current(), members.key), members.nameProp, piece);
    if (member) this.ops.push({ op: 'update', list: members.key, itemId: member.id, values: { [link.key]: target } });
    else this.unplaced.push(notFound(members.singular, piece));
  }

  /** A group with what goes into it, by number or in words. */
  addHolder(list: FieldOf<'items'>, text: string): void {
    const bare = withoutListWord(list, text) || text;
    const several = readHolderLines(bare);
    const lines = several.length > 0 ? several : [readHolderLine(bare) ?? []].flat();
    const [, before, after] = /^(.{2,160}?)\s*:\s+(\S.*)$/su.exec(bare) ?? [];
    if (lines.length > 0) for (const line of lines) this.place(list, line);
    else if (before && after) this.placeWords(list, bareName(before), after);
    else
      for (const name of list.props.length === 1 ? splitTexts(bare) : [bare.replace(/:$/, '')])
        this.ops.push({ op: 'add', list: list.key, values: { [list.nameProp]: bareName(name) || name } });
  }

  place(list: FieldOf<'items'>, line: HolderLine): void {
    const groups = membersOf(this.definition, list.key);
    const name = this.holderName(list, line.name);
    this.ops.push({ op: 'add', list: list.key, values: { [list.nameProp]: name } });
    if (groups) for (const number of line.numbers) this.sort(groups, String(number), name);
  }

  private placeWords(list: FieldOf<'items'>, given: string, words: string): void {
    const groups = membersOf(this.definition, list.key);
    const own = list.props.find((prop) => prop.kind === 'texts');
    const name = this.holderName(list, given);
    const pieces = words.split(/\s*[,;|&]\s*|\s+and\s+(?=#?\d)/).filter(Boolean);
    const find = (piece: string) =>
      groups && findMember(itemsOf(this.current(), groups.members.key), groups.members.nameProp, piece) !== undefined;
    const isText = own !== undefined && !pieces.some(find);
    this.ops.push({
      op: 'add',
      list: list.key,
      values: { [list.nameProp]: name, ...(isText ? { [own.key]: splitTexts(words) } : {}) },
    });
    if (isText || !groups) return;
    for (const piece of pieces) {
      if (own && !find(piece) && !readNumbers(piece))
        this.ops.push({ op: 'add', list: list.key, values: { [list.nameProp]: name, [own.key]: [piece] } });
      else this.sort(groups, piece, name);
    }
  }

  /** The name that a group has already when it is called by its beginning. */
  holderName(list: FieldOf<'items'>, name: string): string {
    const existing = findMember(itemsOf(this.current(), list.key), list.nameProp, name);
    return existing && !readNumbers(name) ? textOf(existing.values[list.nameProp]) : name;
  }

  /** What people pick, piece by piece, each with the item it means if there is one. */
  findPicks(field: FieldOf<'projected'>, value: string): { piece: string; member: DraftItem | undefined }[] {
    const list = this.listOf(field.list);
    const find = (piece: string) => (list ? findMember(itemsOf(this.current(), field.list), list.nameProp, piece) : undefined);
    const bare = value.replace(/\s*\([^()]*\)\s*[.!]*$|[.!]+$/, '').trim();
    const numbers = readNumbers(bare) ?? (readPick(bare) === undefined ? undefined : [readPick(bare)]);
    if (numbers) return numbers.map((number) => ({ piece: String(number), member: find(String(number)) }));
    const whole = find(bare);
    if (whole) return [{ piece: bare, member: whole }];
    return bare
      .split(/\s*[,;&+|]\s*(?:and\s+)?|\s+and\s+/)
      .filter(Boolean)
      .map((piece) => ({ piece, member: find(piece) ?? find(piece.replace(/^(?:the\s+|#?\d{1,3}\s*[:.)–-]\s*)/i, '')) }));
  }

  private pick(field: FieldOf<'projected'>, value: string): void {
    for (const { piece, member } of this.findPicks(field, value)) {
      if (member && field.where) this.ops.push({ op: 'update', list: field.list, itemId: member.id, values: { [field.where]: true } });
      else this.unplaced.push(notFound(this.listOf(field.list)?.singular, piece));
    }
  }

  /** By number, by its words or by their beginning; a question of its own is taken as it is. */
  private setPicked(field: Field, from: { list: string; prop: string }, value: string): void {
    const items = itemsOf(this.current(), from.list);
    const list = this.listOf(from.list);
    const number = readPick(value);
    const picked = number === undefined ? findMember(items, from.prop, value) : items[number - 1];
    if (picked) this.ops.push({ op: 'set', field: field.key, value: picked.values[from.prop] ?? '' });
    else if (number !== undefined) this.unplaced.push(notFound(list?.singular, String(number)));
    else if (/\bhow (?:might|can|could) we\b/i.test(value)) {
      this.ops.push({ op: 'set', field: field.key, value });
      // Chosen before it was listed: it is listed too, when it has its parts.
      if (list?.compose && items.length === 0 && Object.keys(takeApart(list, value)).length > 0) this.addLine(list, value);
    } else this.unplaced.push(whichOne(field.label, list?.singular));
  }

  private markNamed(field: Field, marks: { list: string; prop: string }, value: string): void {
    const list = this.listOf(marks.list);
    const items = itemsOf(this.current(), marks.list);
    const named = list && findMentioned(items, list.nameProp, value);
    if (named) this.ops.push({ op: 'mark', list: marks.list, prop: marks.prop, itemIds: [named.id] });
    else if (items.length > 0 && items.every((item) => item.values[marks.prop] !== true))
      this.unplaced.push(whichOne(field.label, list?.singular));
  }
}

/** A value goes on in the next line: texts by a line break, lists by another entry, a score by more of its reason. */
export function goOn(values: JsonObject, field: Field, more: string): void {
  const before = values[field.key];
  if (typeof before === 'string') values[field.key] = `${before}\n${more}`;
  else if (Array.isArray(before) && field.kind === 'texts') values[field.key] = [...before, ...splitAnswer(field, more)];
  else if (field.kind === 'rated' && before !== null && typeof before === 'object' && !Array.isArray(before))
    values[field.key] = { ...before, rationale: `${textOf(before.rationale)} ${more.replace(/^because\s+/i, '')}`.trim() };
}
