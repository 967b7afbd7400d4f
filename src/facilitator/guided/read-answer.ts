import type { DraftOp } from '../../workshop/apply-ops.ts';
import { concernsKey, type Draft, type DraftItem, itemsOf, normalise, textOf } from '../../workshop/draft.ts';
import type { Json, JsonObject } from '../../workshop/json.ts';
import { isChatter } from '../../workshop/lint.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import type { Field, FieldOf, StepDefinition } from '../../workshop/step-definition.ts';
import { findCue, findLabel, isProjectionOnly, type LabelTarget, membersOf, questionsField } from './labels.ts';
import { compose, parseItem, readProp, splitTexts } from './parse-item.ts';
import { splitText } from './split-text.ts';

export interface Answer {
  ops: DraftOp[];
  /** What could not be placed, said to its author alone. */
  unplaced: Phrase[];
}

/**
 * Reads what somebody gave on purpose into changes of the draft. Labels decide, then openings that give a field away,
 * then the question that was asked last. Nothing is guessed: what fits nowhere is said back.
 * `whole`: the message is meant for the facilitator (it names the bot or carries a 📌); otherwise only its `- lines` count.
 */
export function readAnswer(definition: StepDefinition, draft: Draft, text: string, whole: boolean): Answer {
  const reader = createReader(definition, draft);
  const transcript = whole ? readTranscript(definition, text) : undefined;
  if (transcript) return { ops: transcript, unplaced: [] };
  for (const part of splitText(text)) {
    if (!whole && part.kind !== 'bullet') continue;
    if (part.kind === 'bullet') reader.readBullet(part.text, whole);
    else if (part.kind === 'labelled') reader.readLabelled(part.label, part.text, `${part.label}: ${part.text}`);
    else reader.readPlain(part.text);
  }
  return reader.finish();
}

function createReader(definition: StepDefinition, draft: Draft) {
  const ops: DraftOp[] = [];
  const unplaced: Phrase[] = [];
  let block: { list: FieldOf<'items'>; values: JsonObject } | undefined;
  /** `Pains:` alone on its line: the bullets below belong to it. */
  let heading: Field | 'concern' | undefined;

  const closeBlock = () => {
    if (block) ops.push(blockOp(draft, block.list, compose(block.list, block.values)));
    block = undefined;
  };

  const addTexts = (list: string, value: string) => {
    for (const text of splitTexts(value)) ops.push({ op: 'add', list, values: { text } });
  };

  const setField = (field: Field, value: string): void => {
    if (field.kind === 'texts') return addTexts(field.key, value);
    if (field.kind === 'items') return addLine(field, value);
    if (field.kind === 'projected') return markMembers(field, value);
    if (field.kind === 'text' && field.picksFrom && /^#?\d{1,2}\.?$/.test(value.trim())) {
      const picked = itemsOf(draft, field.picksFrom.list)[Number.parseInt(value.replace('#', ''), 10) - 1];
      if (!picked) unplaced.push(phrase`There is no number ${value.trim()} on the list yet.`);
      else ops.push({ op: 'set', field: field.key, value: picked.values[field.picksFrom.prop] ?? '' });
      return;
    }
    const read = readProp(field, value);
    if (read === undefined) unplaced.push(notUnderstood(field, value));
    else ops.push({ op: 'set', field: field.key, value: read as Json });
    if (field.kind === 'text' && field.marks) markNamed(field.marks, value);
  };

  const addLine = (list: FieldOf<'items'>, line: string) => {
    const groups = membersOf(definition, list.key);
    const colon = /^(.{2,120}?)\s*:\s*(.+)$/su.exec(line);
    if (groups && colon?.[1] && colon[2]) return addHolder(list, colon[1], colon[2]);
    ops.push({ op: 'add', list: list.key, values: parseItem(list, line) });
  };

  /** `Privacy at the desk: 1, 4, 5` or with words instead of numbers. */
  const addHolder = (list: FieldOf<'items'>, name: string, rest: string) => {
    const groups = membersOf(definition, list.key);
    const own = list.props.find((prop) => prop.kind === 'texts');
    const extra: string[] = [];
    ops.push({ op: 'add', list: list.key, values: { [list.nameProp]: name.trim() } });
    for (const piece of rest.split(/\s*[,;&]\s*|\s+and\s+(?=#?\d)/).filter(Boolean)) {
      const member = groups && findMember(itemsOf(draft, groups.members.key), groups.members.nameProp, piece);
      if (member) ops.push({ op: 'update', list: groups.members.key, itemId: member.id, values: { [groups.link.key]: name.trim() } });
      else if (/^#?\d{1,3}$/.test(piece)) unplaced.push(phrase`There is no ${groups?.members.singular ?? 'line'} number ${piece}.`);
      else extra.push(piece);
    }
    if (extra.length > 0 && own) ops.push({ op: 'add', list: list.key, values: { [list.nameProp]: name.trim(), [own.key]: extra } });
    else
      for (const piece of extra)
        unplaced.push(phrase`I find no ${groups?.members.singular ?? 'line'} “${piece}”. Use its number from the card.`);
  };

  const markMembers = (field: FieldOf<'projected'>, value: string) => {
    const items = itemsOf(draft, field.list);
    const list = definition.fields.find((one): one is FieldOf<'items'> => one.key === field.list && one.kind === 'items');
    for (const piece of value.split(/\s*[,;&]\s*|\s+and\s+/).filter(Boolean)) {
      const member = list && findMember(items, list.nameProp, piece);
      if (member && field.where) ops.push({ op: 'update', list: field.list, itemId: member.id, values: { [field.where]: true } });
      else unplaced.push(phrase`I find no ${list?.singular ?? 'line'} “${piece}”. Use its number from the card.`);
    }
  };

  const markNamed = (marks: { list: string; prop: string }, value: string) => {
    const wanted = normalise(value);
    const list = definition.fields.find((one): one is FieldOf<'items'> => one.key === marks.list && one.kind === 'items');
    const inDraft = itemsOf(draft, marks.list).find((item) => wanted.startsWith(normalise(textOf(item.values[list?.nameProp ?? '']))));
    if (inDraft) ops.push({ op: 'mark', list: marks.list, prop: marks.prop, itemIds: [inDraft.id] });
    const inOps = ops.find(
      (op) => op.op === 'add' && op.list === marks.list && wanted.startsWith(normalise(textOf(op.values[list?.nameProp ?? ''])) || '\0'),
    );
    if (!inDraft && inOps?.op === 'add') inOps.values[marks.prop] = true;
  };

  const readTarget = (target: LabelTarget, value: string) => {
    if (target.at === 'prop') return readProperty(target.list, target.prop, value);
    closeBlock();
    if (target.at === 'concern') {
      heading = value ? undefined : 'concern';
      if (value) ops.push({ op: 'add', list: concernsKey, values: { text: value } });
    } else if (target.at === 'holder') {
      addHolder(target.list, target.name, value);
    } else if (value) {
      heading = undefined;
      setField(target.field, value);
    } else heading = target.field;
  };

  const readProperty = (list: FieldOf<'items'>, prop: Field, value: string) => {
    heading = value ? undefined : { ...prop, key: prop.key };
    if (block && (block.list.key !== list.key || (block.values[prop.key] !== undefined && prop.key === list.nameProp))) closeBlock();
    block ??= { list, values: {} };
    if (!value) return;
    const read = readProp(prop, value);
    if (read === undefined) return void unplaced.push(notUnderstood(prop, value));
    block.values[prop.key] = read as Json;
  };

  return {
    readBullet(text: string, whole: boolean) {
      const labelled = /^([\p{L}][\p{L}\d '’/-]{0,60}?)\s*[:=]\s*(.*)$/su.exec(text);
      const target = labelled?.[1] ? findLabel(definition, labelled[1], block?.list.key) : undefined;
      if (target && labelled && !(target.at === 'prop' && definition.lines === target.list.key && target.prop.key === target.list.nameProp))
        return readTarget(target, labelled[2] ?? '');
      if (heading === 'concern') return void ops.push({ op: 'add', list: concernsKey, values: { text } });
      if (heading && block) {
        const before = block.values[heading.key];
        block.values[heading.key] = heading.kind === 'texts' ? [...(Array.isArray(before) ? before : []), text] : text;
        return;
      }
      if (heading) return setField(heading, text);
      const lines = definition.fields.find((one) => one.key === definition.lines);
      if (lines) {
        closeBlock();
        setField(lines, target?.at === 'prop' ? (labelled?.[2] ?? text) : text);
      } else if (whole) this.readPlain(text);
    },
    readLabelled(label: string, value: string, whole: string) {
      const target = findLabel(definition, label, block?.list.key);
      if (target) readTarget(target, value);
      else this.readPlain(whole);
    },
    readPlain(text: string) {
      closeBlock();
      heading = undefined;
      if (isChatter(text)) return;
      const cue = findCue(definition, text);
      if (cue?.field === 'concern') return void ops.push({ op: 'add', list: concernsKey, values: { text: cue.rest } });
      if (cue) return setField(cue.field as Field, cue.rest);
      const questions = questionsField(definition);
      if (questions && text.endsWith('?')) return setField(questions, text);
      const asked = definition.fields.find((one) => one.key === (draft.asked ?? firstAsked(definition)));
      if (!asked || (asked.kind === 'items' && isProjectionOnly(asked))) return void unplaced.push(needLabel(definition));
      const isSet =
        asked.kind === 'items' || asked.kind === 'texts'
          ? false
          : draft.fields[asked.key] !== undefined || ops.some((op) => op.op === 'set' && op.field === asked.key);
      if (isSet)
        unplaced.push(
          phrase`I have an answer for “${asked.label}” already. To replace it, write “${asked.label}: …”; for something else, name it the same way.`,
        );
      else setField(asked, text);
    },
    finish(): Answer {
      closeBlock();
      return { ops, unplaced };
    },
  };
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
export function firstAsked(definition: StepDefinition): string | undefined {
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

function needLabel(definition: StepDefinition): Phrase {
  const labels = definition.fields
    .flatMap((field) => (field.kind === 'items' ? field.props.slice(0, 3).map((prop) => prop.label) : [field.label]))
    .slice(0, 4);
  return phrase`I was not sure where that belongs. Start the line with what it is, such as “${labels.join(': …”, “')}: …”.`;
}

const minTranscriptLines = 3;

/** A pasted transcript, `Name: words` line by line: kept verbatim, by speaker; the interviewer's questions are left in the log. */
function readTranscript(definition: StepDefinition, text: string): DraftOp[] | undefined {
  const list = definition.fields.find((one): one is FieldOf<'items'> => one.key === definition.lines && one.kind === 'items');
  if (!list?.props.some((prop) => prop.key === 'source')) return undefined;
  const lines = text.split('\n').filter((line) => line.trim());
  const turns = lines.map((line) => /^\s*([\p{Lu}][\p{L}.' -]{0,30}?)\s*(?:\([^)]*\))?\s*:\s+(.+)$/u.exec(line));
  const spoken = turns.filter((turn) => turn?.[1] && !findLabel(definition, turn[1]));
  if (spoken.length < minTranscriptLines || spoken.length < lines.length - 1) return undefined;
  return spoken.flatMap((turn) => {
    const words = (turn?.[2] ?? '').trim();
    if (words.endsWith('?') || isChatter(words)) return [];
    return [{ op: 'add' as const, list: list.key, values: { [list.nameProp]: words, source: (turn?.[1] ?? '').trim(), quote: words } }];
  });
}
