import type { App } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';

/** A few lines that behave like a facilitator: a card with buttons, a form that refuses, a canvas, answers in threads. */
export function prepareBot(app: App): void {
  app.command('/workshop', async ({ ack, client, command, respond }) => {
    await ack();
    const [verb, ...rest] = command.text.split(' ');
    if (verb === 'start') {
      await client.chat.postMessage({ channel: command.channel_id, text: `Step 1: ${rest.join(' ')}`, blocks: card(rest.join(' ')) });
    } else if (verb === 'canvas') {
      const markdown = `# Build pack\n\nHost: ![](@${command.user_id})\n\n| Who | Power |\n| --- | --- |\n| Receptionist | high |\n\n<img src=x onerror=alert(1)>`;
      const made = (await client.apiCall('conversations.canvases.create', {
        channel_id: command.channel_id,
        title: 'Build pack',
        document_content: { type: 'markdown', markdown },
      })) as { canvas_id?: string };
      await client.chat.postMessage({
        channel: command.channel_id,
        text: `Here it is: <https://brightside.slack.com/docs/TPRACTICE1/${made.canvas_id}|the build pack>`,
      });
    } else await respond({ text: `I know *start* and *canvas*, not “${command.text}”.` });
  });
  app.action('add', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: (body as unknown as { trigger_id: string }).trigger_id, view: form });
  });
  app.view('form', async ({ ack, view, client, body }) => {
    const name = view.state.values['name']?.['value']?.value ?? '';
    const power = view.state.values['power']?.['value']?.selected_option?.value;
    if (name.length < 4) return ack({ response_action: 'errors', errors: { name: `“${name}” is very short. Who is that?` } });
    await ack();
    await client.chat.postMessage({ channel: 'CCHECKIN01', text: `<@${body.user.id}> added *${name}* with ${power} power` });
  });
  app.action('echo', async ({ ack, body, client }) => {
    await ack();
    const { view } = body as unknown as {
      view: { id: string; hash: string; state: { values: Record<string, Record<string, { value?: string }>> } };
    };
    const said: KnownBlock = {
      type: 'section',
      block_id: 'echo',
      text: { type: 'plain_text', text: `So far: ${view.state.values['name']?.['value']?.value}` },
    };
    await client.views.update({ view_id: view.id, hash: view.hash, view: { ...form, blocks: [said, ...form.blocks] } });
  });
  app.action('why', async ({ ack, body, client }) => {
    await ack();
    const title = { type: 'plain_text' as const, text: 'Why I ask' };
    const view: ModalView = {
      type: 'modal',
      title,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Power decides *whom to ask first*.' } }],
    };
    await client.views.push({ trigger_id: (body as unknown as { trigger_id: string }).trigger_id, view });
  });
  app.event('app_mention', async ({ event, client }) => {
    await client.chat.postMessage({ channel: event.channel, thread_ts: event.thread_ts ?? event.ts, text: 'I hear you.' });
  });
}

function card(idea: string): KnownBlock[] {
  return [
    { type: 'header', text: { type: 'plain_text', text: 'Step 1 · Challenge' } },
    { type: 'section', text: { type: 'mrkdwn', text: `> ${idea}` } },
    {
      type: 'actions',
      block_id: 'card',
      elements: [{ type: 'button', style: 'primary', action_id: 'add', text: { type: 'plain_text', text: 'Add a stakeholder' } }],
    },
  ];
}

const option = (text: string) => ({ text: { type: 'plain_text' as const, text }, value: text });

const form: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: 'Add a stakeholder' },
  submit: { type: 'plain_text', text: 'Save' },
  close: { type: 'plain_text', text: 'Cancel' },
  blocks: [
    {
      type: 'actions',
      block_id: 'more',
      elements: [
        { type: 'button', action_id: 'echo', text: { type: 'plain_text', text: 'What have I typed?' } },
        { type: 'button', action_id: 'why', text: { type: 'plain_text', text: 'Why?' } },
      ],
    },
    {
      type: 'input',
      block_id: 'name',
      label: { type: 'plain_text', text: 'Who' },
      element: { type: 'plain_text_input', action_id: 'value' },
    },
    {
      type: 'input',
      block_id: 'power',
      label: { type: 'plain_text', text: 'Power' },
      element: { type: 'static_select', action_id: 'value', options: ['high', 'medium', 'low'].map(option) },
    },
  ],
};
