import { afterEach, describe, expect, test } from 'vitest';
import { type Practice, type PracticeOptions, startPractice } from '../../../src/practice/start-practice.ts';
import { type EchoBot, startEchoBot } from '../../fixtures/echo-bot.ts';

const manifestPath = 'test/fixtures/practice-manifest.yml';
let practice: Practice | undefined;
let bot: EchoBot | undefined;

afterEach(async () => {
  await bot?.stop();
  await practice?.close();
  bot = undefined;
  practice = undefined;
});

async function start(transport: 'socket' | 'http', prepare?: Parameters<typeof startEchoBot>[2], options: Partial<PracticeOptions> = {}) {
  practice = await startPractice({ manifestPath, ...options });
  bot = await startEchoBot(practice, transport, prepare);
  const { control } = practice;
  const channel = control.channel('clinic-checkin').id;
  const maya = control.person('maya').id;
  return { practice, bot, control, channel, maya, botUser: control.bot().id };
}

describe.each(['socket', 'http'] as const)('a real Bolt app over %s', (transport) => {
  test('hears what a person writes and its answer appears in the thread', async () => {
    const { control, channel, maya, bot, botUser } = await start(transport, (app) => {
      app.event('app_mention', async ({ event, client }) => {
        await client.chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: `you said ${event.text}` });
      });
    });
    const posted = await control.postMessage({ as: maya, channel, text: 'hello @workshop <b> & co' });
    expect(posted.ok).toBe(true);
    const ts = posted.ok ? posted.ts : '';
    const answer = await control.waitFor(() => control.thread(channel, ts)[1], { why: 'the answer' });
    expect(answer.text).toBe(`you said hello <@${botUser}> &lt;b&gt; &amp; co`);
    await control.whenDelivered();
    expect(bot.events.map((event) => event.type).filter((type) => type === 'app_mention')).toHaveLength(1);
    expect(bot.events.filter((event) => event.type === 'message' && event['user'] === maya)).toHaveLength(1);
    expect(control.messages(channel)[0]?.thread).toEqual({ replies: 1, users: [botUser], lastTs: answer.ts });
  });

  test('answers a slash command for the person alone', async () => {
    const { control, channel, maya } = await start(transport, (app) => {
      app.command('/workshop', async ({ ack, command, respond }) => {
        await ack(`got ${command.text}`);
        await respond({ text: 'and later', response_type: 'in_channel' });
      });
    });
    expect(await control.runCommand({ as: maya, channel, command: '/workshop', text: 'start with @tomas' })).toEqual({ ok: true });
    expect(control.ephemeralsOf(maya).map((entry) => entry.text)).toEqual([`got start with <@${control.person('tomas').id}|tomas>`]);
    await control.waitFor(() => control.messages(channel).find((message) => message.text === 'and later'), { why: 'the public answer' });
    expect(control.ephemeralsOf(control.person('tomas').id)).toEqual([]);
  });

  test('opens a modal from a button, refuses one submission and accepts the next', async () => {
    const { control, channel, maya } = await start(transport, (app) => {
      app.command('/workshop', async ({ ack, client, command }) => {
        await ack();
        await client.chat.postMessage({
          channel: command.channel_id,
          text: 'card',
          blocks: [
            {
              type: 'actions',
              block_id: 'row',
              elements: [{ type: 'button', action_id: 'open', text: { type: 'plain_text', text: 'Open' }, value: '7' }],
            },
          ],
        });
      });
      app.action('open', async ({ ack, body, client }) => {
        await ack();
        await client.views.open({
          trigger_id: (body as { trigger_id: string }).trigger_id,
          view: {
            type: 'modal',
            callback_id: 'form',
            title: { type: 'plain_text', text: 'A form' },
            submit: { type: 'plain_text', text: 'Send' },
            blocks: [
              {
                type: 'input',
                block_id: 'name',
                label: { type: 'plain_text', text: 'Name' },
                element: { type: 'plain_text_input', action_id: 'value' },
              },
            ],
          },
        });
      });
      app.view('form', async ({ ack, view, client }) => {
        const name = view.state.values['name']?.['value']?.value ?? '';
        if (name === 'x') return ack({ response_action: 'errors', errors: { name: 'Longer, please.' } });
        await ack();
        await client.chat.postMessage({ channel, text: `hello ${name}` });
      });
    });
    expect(await control.runCommand({ as: maya, channel, command: '/workshop', text: '' })).toEqual({ ok: true });
    const card = await control.waitFor(() => control.messages(channel).find((message) => message.text === 'card'), { why: 'the card' });
    expect(await control.act({ as: maya, source: { channel, ts: card.ts }, blockId: 'row', actionId: 'open' })).toEqual({ ok: true });
    const view = await control.waitFor(() => control.viewsOf(maya)[0], { why: 'the modal' });
    expect(view.title).toBe('A form');
    const submit = (value: string | null) => control.submitView({ as: maya, viewId: view.id, values: { name: { value } } });
    expect(await submit(null)).toEqual({ ok: true, errors: { name: 'Please complete this required field.' } });
    expect(await submit('x')).toEqual({ ok: true, errors: { name: 'Longer, please.' } });
    expect(control.viewsOf(maya)[0]?.errors).toEqual({ name: 'Longer, please.' });
    expect(await submit('Ada')).toEqual({ ok: true });
    expect(control.viewsOf(maya)).toEqual([]);
    await control.waitFor(() => control.messages(channel).find((message) => message.text === 'hello Ada'), { why: 'the greeting' });
  });
});
