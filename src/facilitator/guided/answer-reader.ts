import { type Draft, itemsOf, normalise, textOf } from '../../workshop/draft.ts';
import type { JsonObject } from '../../workshop/json.ts';
import { isChatter } from '../../workshop/lint.ts';
import type { Field, FieldOf, StepDefinition } from '../../workshop/step-definition.ts';
import { AnswerWriter, goOn } from './answer-writer.ts';
import { type CueTarget, findCue, splitAtCues } from './find-cue.ts';
import { type Block, blockOp, namingOf } from './item-block.ts';
import { holdersOf, isProjectionOnly, type LabelTarget, membersOf, questionsField, withoutListWord } from './labels.ts';
import { isName, parseItem } from './parse-item.ts';
import { bareName, readNumbers, sentencesOf, withoutOpeners } from './plain-text.ts';
import { findMember, readHolderLine } from './read-holder.ts';
import { readChoices, readValue } from './read-value.ts';
import { type Labelled, splitLabels } from './split-labels.ts';
import type { TextPart } from './split-text.ts';
import { answeredAlready, needLabel, notANumber, notUnderstood } from './unplaced-words.ts';

/** What stands above a list and is no part of it. */
const introduction =
  /^(?:here|these|this is|those|my|our|some|from|what (?:i|we)|things|notes|list|(?:i|we) (?:talked|spoke|asked|met)|stakeholders|insights|ideas|themes|questions|next steps)\b/i;
const connector = /^(?:because|since|and|but|which|who|so|to|as|how might)\b/i;

/** Reads one message part by part; what a part means can depend on the parts before it. */
export class AnswerReader {
  readonly writer: AnswerWriter;
  private readonly definition: StepDefinition;
  private readonly draft: Draft;
  private block: Block | undefined;
  /** `Pains:` alone on its line: what stands below belongs to it. */
  private heading: Field | 'concern' | undefined;
  /** `Core:` alone on its line: the names below it are that. */
  private preset: JsonObject | undefined;

  constructor(definition: StepDefinition, draft: Draft) {
    this.definition = definition;
    this.draft = draft;
    this.writer = new AnswerWriter(definition, draft);
  }

  /** `whole`: the message is meant for the facilitator; otherwise only its `- lines`, and the headings above them, count. */
  read(part: TextPart, whole: boolean): void {
    if (part.kind === 'bullet') {
      if (whole || part.isDash) this.readBullet(part.text, whole);
      return;
    }
    const labelled = splitLabels(this.definition, part.text, this.block?.list.key);
    if (!whole) {
      this.heading = undefined;
      this.preset = undefined;
      const isHeading = labelled.length > 0 && labelled.every(({ value }) => !value);
      if (part.leadsList && isHeading) this.readLabelled(labelled);
      else if (part.leadsList) this.readPresetHeading(part.text);
    } else if (this.readNamedItem(part.text)) return;
    else if (labelled.length > 0) this.readLabelled(labelled);
    else if (!isChatter(part.text)) this.readLine(part);
  }

  /** What is still open at the end of the message. */
  finish(): void {
    this.closeBlock();
  }

  private readBullet(text: string, whole: boolean): void {
    this.writer.append = undefined;
    const list = this.linesField();
    const labelled = splitLabels(this.definition, text, this.block?.list.key);
    const [first] = labelled;
    if (first) {
      const prop = first.target.at === 'prop' && first.target.list === list ? first.target.prop : undefined;
      if (list?.kind === 'items' && (prop?.key === list.nameProp || prop?.kind === 'flag')) this.closeBlock();
      this.readLabelled(labelled);
    } else if (this.heading) this.readUnderHeading(this.heading, text);
    else if (list) {
      this.closeBlock();
      const questions = questionsField(this.definition);
      if (questions && questions !== list && /^[^"“]*\?$/.test(text)) this.writer.setField(questions, text);
      else this.readEntry(list, text);
    } else if (whole) this.readText(text);
  }

  /** A line in a step with a list is an entry of it unless it picks, groups, puts aside or disagrees. */
  private readEntry(list: Field, text: string): void {
    if (this.readListTalk(text)) return;
    const cue = findCue(this.definition, text);
    if (cue?.target.at === 'concern') this.writer.addConcern(cue.rest);
    else if (cue?.target.at === 'field' && cue.target.field !== list && cue.target.field.kind !== 'projected')
      this.writer.setField(cue.target.field, cue.rest);
    else this.writer.setField(list, text, this.preset);
  }

  private readLine(part: TextPart): void {
    const { text } = part;
    if (part.opensParagraph) {
      this.heading = undefined;
      this.preset = undefined;
    }
    const isIntroduction = part.isFollowed && (/:$/.test(text) || (part.leadsList && introduction.test(text)));
    const hasCue = findCue(this.definition, text) !== undefined;
    const isOneOfMany = this.linesField()?.kind === 'items' && !this.block && !connector.test(text);
    if (isIntroduction) {
      this.closeBlock();
      this.readPresetHeading(text);
    } else if (this.heading && !hasCue) this.readUnderHeading(this.heading, text);
    else if (this.block && !part.opensParagraph && /^\p{L}[\p{L} ]{0,30}:\s/u.test(text))
      this.writer.unplaced.push(needLabel(this.definition));
    else if (this.writer.append && !part.opensParagraph && !hasCue && !isOneOfMany) this.writer.append(text);
    else this.readText(text);
  }

  private readUnderHeading(heading: Field | 'concern', text: string): void {
    if (heading === 'concern') this.writer.addConcern(text);
    else if (this.block) this.giveProperty(this.block, heading, text);
    else this.writer.setField(heading, text);
  }

  /** Words without a label. */
  private readText(text: string): void {
    this.writer.append = undefined;
    const echo = this.readEcho(text);
    if (echo) this.writer.setField(echo.field, echo.rest);
    else if (this.linesField() && (this.readListTalk(text) || this.readNoPick(text))) return;
    else for (const piece of splitAtCues(this.definition, text)) this.readPiece(piece.target, piece.text);
  }

  private readPiece(target: CueTarget | undefined, text: string): void {
    const bare = target ? text : withoutOpeners(text);
    const questions = questionsField(this.definition);
    if (isChatter(bare)) return;
    if (target?.at === 'prop') this.readCuedProperty(target.list, target.prop, bare);
    else if (target?.at === 'concern') this.addConcern(bare);
    else if (target) {
      this.closeBlock();
      this.writer.setField(target.field, bare);
    } else if (questions && this.definition.lines !== questions.key && bare.endsWith('?')) this.writer.setField(questions, bare);
    else this.answerAsked(bare);
  }

  /** `What goes wrong today? Nobody knows where to go.`: the question that was asked, said again, and its answer. */
  private readEcho(text: string): { field: Field; rest: string } | undefined {
    for (const field of this.definition.fields) {
      if (!field.ask?.endsWith('?') || field.kind === 'items' || !text.toLowerCase().startsWith(field.ask.toLowerCase())) continue;
      const rest = text.slice(field.ask.length).replace(/^[\s:–—-]+/, '');
      if (rest) return { field, rest };
    }
    return undefined;
  }

  /** Words that name no field answer the question that was asked last, as long as it has no answer yet. */
  private answerAsked(text: string): void {
    const asked = this.askedField(text);
    if (!asked) this.writer.unplaced.push(needLabel(this.definition));
    else if (asked.kind === 'items' && asked.lineOrder) this.readUnlabelledItem(asked, text);
    else if (this.isAnswered(asked)) this.writer.unplaced.push(answeredAlready(asked));
    else {
      this.closeBlock();
      this.writer.setField(asked, text);
    }
  }

  /** What was asked last, or what the step asks for anyway where words alone can be no answer to that. */
  private askedField(text: string): Field | undefined {
    const { fields, lines, opening } = this.definition;
    const keys = [this.draft.asked, opening.asks, lines, fields.find((field) => field.ask)?.key];
    return keys
      .flatMap((key) => fields.find((field) => field.key === key) ?? [])
      .find((field) => {
        if (field.kind === 'projected') return this.writer.findPicks(field, text).every((one) => one.member);
        return field.kind !== 'items' || !isProjectionOnly(field);
      });
  }

  private isAnswered(field: Field): boolean {
    if (field.kind === 'items' || field.kind === 'texts' || field.kind === 'projected') return false;
    const draft = this.writer.current();
    const marks = field.kind === 'text' ? field.marks : undefined;
    // A reason that points to nothing is no answer yet.
    if (marks && !itemsOf(draft, marks.list).some((item) => item.values[marks.prop] === true)) return false;
    return draft.fields[field.key] !== undefined;
  }

  /** Where an item has many labelled parts, free words are one only when they begin with a name. */
  private readUnlabelledItem(list: FieldOf<'items'>, text: string): void {
    const [first = text, ...others] = sentencesOf(text);
    const [naming = '', , description] = list.lineOrder ?? [];
    const values = parseItem(list, first);
    if (description && others.length > 0) values[description] = others.join(' ');
    const isBegun = this.block !== undefined || itemsOf(this.draft, list.key).length > 0;
    if (!isName(textOf(values[naming])) || (isBegun && Object.keys(values).length < 2)) {
      this.writer.unplaced.push(needLabel(this.definition));
      return;
    }
    this.closeBlock();
    this.block = { list, values };
  }

  /** A line that is nothing but the name of something that is there: what follows is about that. `Rosa: goals: be seen`. */
  private readNamedItem(text: string): boolean {
    const [, before = text, after = ''] = /^([^:]{1,80}):\s*(.*)$/s.exec(text) ?? [];
    for (const list of this.definition.fields) {
      if (list.kind !== 'items' || !list.lineOrder) continue;
      const namings = [list.nameProp, list.lineOrder[0] ?? ''];
      const item = itemsOf(this.writer.current(), list.key).find((one) =>
        namings.some((prop) => one.values[prop] !== undefined && normalise(textOf(one.values[prop])) === normalise(before)),
      );
      const labelled = splitLabels(this.definition, after, list.key);
      if (!item || (after && labelled.length === 0)) continue;
      this.closeBlock();
      this.heading = undefined;
      this.block = { list, values: namingOf(list, item) };
      this.readLabelled(labelled);
      return true;
    }
    return false;
  }

  private readLabelled(labelled: readonly Labelled[]): void {
    for (const { target, value } of labelled) this.readTarget(target, value);
  }

  private readTarget(target: LabelTarget, value: string): void {
    this.writer.append = undefined;
    this.preset = undefined;
    if (target.at === 'prop') {
      if (target.of) this.openItem(target.list, target.of);
      this.readProperty(target.list, target.prop, value);
      return;
    }
    this.closeBlock();
    this.heading = undefined;
    if (target.at === 'holder') this.writer.addHolder(target.list, target.name ? `${target.name}: ${value}` : value);
    else if (target.at === 'parked') this.writer.park(value);
    else if (!value) this.heading = target.at === 'concern' ? 'concern' : target.field;
    else if (target.at === 'concern') this.writer.addConcern(value);
    else this.writer.setField(target.field, value);
  }

  private openItem(list: FieldOf<'items'>, name: string): void {
    const item = findMember(itemsOf(this.writer.current(), list.key), list.nameProp, name);
    if (!item) return;
    this.closeBlock();
    this.block = { list, values: namingOf(list, item) };
  }

  private readProperty(list: FieldOf<'items'>, prop: Field, value: string): void {
    const block = this.openBlock(list, prop);
    this.heading = value ? undefined : prop;
    if (value) this.giveProperty(block, prop, value);
  }

  /** `It is called Silent Slip: a card that says it for you`: a name said in a sentence may go on like a line. */
  private readCuedProperty(list: FieldOf<'items'>, prop: Field, value: string): void {
    const block = this.openBlock(list, prop);
    this.heading = undefined;
    if (prop.key === list.lineOrder?.[0]) Object.assign(block.values, parseItem(list, value));
    else this.giveProperty(block, prop, value);
  }

  /** The item that a property belongs to: the one that was begun unless this names another. */
  private openBlock(list: FieldOf<'items'>, prop: Field): Block {
    const begun = this.block;
    const isNaming = prop.key === list.nameProp || prop.key === list.lineOrder?.[0];
    if (begun && (begun.list.key !== list.key || (isNaming && begun.values[prop.key] !== undefined))) this.closeBlock();
    this.block ??= { list, values: {} };
    return this.block;
  }

  private giveProperty(block: Block, prop: Field, value: string): void {
    const { list, values } = block;
    const isNaming = prop.key === list.nameProp;
    const numbers = prop.kind === 'texts' && prop.gathers ? readNumbers(value) : undefined;
    const isLine = isNaming && (list.key === this.definition.lines || list.lineOrder?.[0] === list.nameProp);
    const read = readValue(prop, value);
    const before = values[prop.key];
    if (isNaming && membersOf(this.definition, list.key)) this.nameHolder(list, value);
    else if (numbers) this.closeAndPlace(block, numbers);
    else if (prop.kind === 'flag' && read === undefined) Object.assign(values, parseItem(list, value), { [prop.key]: true });
    else if (isLine)
      Object.assign(values, parseItem(list, value, list.lineOrder !== undefined || list.props.some((one) => one.key === 'source')));
    else if (isNaming && readNumbers(value)) this.writer.unplaced.push(notANumber(prop, value));
    else if (read === undefined) this.writer.unplaced.push(notUnderstood(prop, value));
    else {
      const isShort = prop.kind === 'text' && (prop.maxChars ?? 0) <= 200 && typeof read === 'string';
      const text = isShort ? bareName(isNaming ? read.replace(/\s*\(#?\d{1,3}\)$/, '') : read) || read : read;
      values[prop.key] = Array.isArray(read) && Array.isArray(before) ? [...before, ...read] : text;
      this.writer.append = (more) => goOn(values, prop, more);
    }
  }

  /** `Theme: Privacy: 1, 4`; what is labelled below belongs to it. */
  private nameHolder(list: FieldOf<'items'>, value: string): void {
    const line = readHolderLine(value);
    if (line) this.writer.place(list, line);
    this.block = { list, values: { [list.nameProp]: this.writer.holderName(list, line?.name ?? bareName(value)) } };
  }

  private closeAndPlace(block: Block, numbers: number[]): void {
    const name = textOf(block.values[block.list.nameProp]);
    this.closeBlock();
    if (name) this.writer.place(block.list, { name, numbers });
  }

  private closeBlock(): void {
    this.writer.append = undefined;
    if (this.block && Object.keys(this.block.values).length > 0) {
      const { list, values } = this.block;
      this.writer.ops.push(blockOp(this.writer.current(), list, values));
    }
    this.block = undefined;
  }

  private addConcern(text: string): void {
    this.closeBlock();
    this.writer.addConcern(text);
  }

  /** Talk about a list rather than an entry of it. */
  private readListTalk(text: string): boolean {
    const isTalk = this.readPreset(text) || this.readParked(text) || this.readPicking(text) || this.readGrouping(text);
    if (isTalk) this.closeBlock();
    return isTalk;
  }

  /** `Core: receptionists, patients`. */
  private readPreset(text: string): boolean {
    const list = this.linesField();
    const [, label, names] = /^([^:]{2,60}):\s+(\S.*)$/s.exec(text) ?? [];
    if (list?.kind !== 'items' || !list.splitsNames || !label || !names) return false;
    const preset = readChoices(list, label.replace(/\s*\([^()]*\)\s*$/, ''));
    if (preset) this.writer.addNames(list, names, preset);
    return preset !== undefined;
  }

  private readPresetHeading(text: string): void {
    const list = this.linesField();
    this.preset = list?.kind === 'items' && list.splitsNames ? readChoices(list, text.replace(/\s*(?:\([^()]*\))?\s*:$/, '')) : undefined;
  }

  private readParked(text: string): boolean {
    const [, numbers] = /^(?:park|parked|leave out|set aside|put aside)\s*[:–—-]?\s*(.+)$/i.exec(text) ?? [];
    const holders = holdersOf(this.definition);
    if (!numbers || !readNumbers(numbers) || !holders || !membersOf(this.definition, holders.key)?.link.parkable) return false;
    this.writer.park(numbers);
    return true;
  }

  /** `We pick 1 and 4`: only when all of it can be found, since ideas begin with such words too. */
  private readPicking(text: string): boolean {
    const cue = findCue(this.definition, text);
    if (cue?.target.at !== 'field' || cue.target.field.kind !== 'projected') return false;
    const { field } = cue.target;
    if (!this.writer.findPicks(field, cue.rest).every((one) => one.member)) return false;
    this.writer.setField(field, cue.rest);
    return true;
  }

  /** `Pick up patients at the door` picks nothing: it is an entry like any other. */
  private readNoPick(text: string): boolean {
    const cue = findCue(this.definition, text);
    if (cue?.target.at !== 'field' || cue.target.field.kind !== 'projected') return false;
    if (/\d/.test(cue.rest) || this.writer.findPicks(cue.target.field, cue.rest).some((one) => one.member)) return false;
    this.closeBlock();
    this.answerAsked(text);
    return true;
  }

  /** `Nothing said aloud: 1, 4` in a step whose list is sorted into groups. */
  private readGrouping(text: string): boolean {
    const holders = holdersOf(this.definition);
    if (!holders || holders.key === this.definition.lines) return false;
    const own = withoutListWord(holders, text);
    const line = readHolderLine(own ?? text);
    if (!line) return false;
    const isKnown = findMember(itemsOf(this.writer.current(), holders.key), holders.nameProp, line.name) !== undefined;
    if (own === undefined && !isKnown && line.numbers.length < 2) return false;
    this.closeBlock();
    this.writer.place(holders, line);
    return true;
  }

  private linesField(): Field | undefined {
    return this.definition.fields.find((one) => one.key === this.definition.lines);
  }
}
