import { writeTarget } from '../turns/button-target.ts';
import { memoryFormId } from '../turns/memory/memory-form-ids.ts';
import type { viewFinale } from '../turns/view-pack.ts';
import { listPhrases, type Phrase } from '../workshop/phrase.ts';
import { actions, context, divider, fitMessage, header, type MessageBlock, type Rendered, section, sections } from './blocks.ts';
import type { Identity } from './parse-event.ts';
import { canvasUrl } from './permalinks.ts';
import { knows, renderPhrase, renderSaid } from './render-phrase.ts';

type FinaleView = NonNullable<Awaited<ReturnType<typeof viewFinale>>>;

/** The last card: where the pack is, three lines of answer, what is open, thanks by name. */
export function renderFinale(finale: FinaleView, identity: Identity): Rendered {
  const { workshop } = finale;
  const isKnown = knows([workshop.ownerUserId, ...finale.members.map((member) => member.userId), ...finale.thanks]);
  const say = (phrase: Phrase) => renderPhrase(phrase, isKnown);
  const thanks =
    finale.thanks.length > 0
      ? [`:heart: Thank you, ${say(listPhrases(finale.thanks.map((person) => [{ person }])))}. These are your words.`]
      : [];
  const share = finale.lines.total > 0 ? [`${finale.lines.linked} of ${finale.lines.total} lines lead back to what somebody said.`] : [];
  const blocks: MessageBlock[] = [
    header(`🎉 ${workshop.title}`),
    section(sayPack(finale, identity)),
    ...(finale.moved ? [context(say(finale.moved))] : []),
    ...sections(say(finale.decided)),
    ...sections(`:point_right: *Next*${asList(say(finale.nextSteps))}`),
    ...sections(`:mag: *Open*${asList(say(finale.open))}`),
    divider,
    context(...thanks, ...share),
  ];
  const kept = [...(thanks.length + share.length > 0 ? blocks : blocks.slice(0, -2)), ...offerResult(finale), ...offerMemory(finale)];
  return fitMessage({
    text: `We are done: ${renderSaid(workshop.title, isKnown)}. ${say(finale.decided).replaceAll('\n', ' ')}`,
    blocks: kept,
  });
}

/** The tests that were planned are run after the workshop; what came of them goes into the pack. */
function offerResult({ workshop, openTests }: FinaleView): MessageBlock[] {
  if (openTests === 0) return [];
  const value = JSON.stringify({ w: workshop.id, v: 'result', r: '' });
  const tests = openTests === 1 ? 'one test' : `${openTests} tests`;
  return [
    context(`:test_tube: You planned ${tests}. When you know more, I put the result into the pack.`),
    actions([{ label: 'Record a result', action: 'verb-on', value }]),
  ];
}

/** What was learnt may help the next workshop: the host decides, and nothing leaves this one by itself. */
function offerMemory({ workshop, carriable }: FinaleView): MessageBlock[] {
  if (carriable === 0) return [];
  const value = writeTarget({ workshopId: workshop.id, stepId: workshop.template.first, epoch: 0, formId: memoryFormId.carry });
  const things = carriable === 1 ? 'one thing' : `${carriable} things`;
  return [
    context(`:brain: I remember ${things} from this workshop. Its host can let later ones know.`),
    actions([{ label: 'Carry into later workshops', action: 'form', value }]),
  ];
}

/** One line goes on where it is, several become a list. */
function asList(text: string): string {
  return text.includes('\n') ? `\n• ${text.replaceAll('\n', '\n• ')}` : `: ${text}`;
}

/** Which rung of the ladder the pack ended on. */
function sayPack({ canvasId, canvasStatus }: FinaleView, identity: Identity): string {
  if (canvasId)
    return `:page_facing_up: *<${canvasUrl(identity, canvasId)}|The build pack>* is a canvas: everything we found, decided and left open, and who said it.`;
  if (canvasStatus === 'rung:4')
    return ':page_facing_up: *The build pack* is a file in the thread of the last step, since this workspace has no canvases for me.';
  if (canvasStatus === 'rung:5')
    return ':page_facing_up: *The build pack* is in the thread of the last step, since this workspace takes neither canvases nor files from me.';
  return ':page_facing_up: *The build pack* is on its way. “/workshop canvas” asks for it again.';
}
