import { flushSync } from 'react-dom';
import type { Channel } from '../../protocol.ts';
import { Icon } from '../parts/icon.tsx';
import { useActions } from '../state/actions-context.ts';
import { useDirectory } from '../state/directory-context.ts';

const starter = '/workshop start A better check-in for small clinics';

/** What an empty channel says: where one is, and the first thing to type. */
export function Welcome({ channel, label }: { channel: Channel; label: string }) {
  const { drafts } = useActions();
  const { me, commands, people } = useDirectory();
  const bot = [...people.values()].find((person) => person.isBot);
  const command = commands.find((known) => known.command === '/workshop');
  const isBotHere = bot !== undefined && channel.members.includes(bot.id);
  const put = (text: string) => {
    flushSync(() => drafts.write(`${me.id} ${channel.id}`, text));
    const field = document.getElementById('composer-main');
    if (field instanceof HTMLTextAreaElement) {
      field.focus();
      field.setSelectionRange(text.length, text.length);
    }
  };
  return (
    <section className="welcome" aria-labelledby="welcome-title">
      <h3 id="welcome-title">{channel.isDirect ? `You and ${label}` : `Welcome to #${label}`}</h3>
      {!channel.isDirect && (
        <>
          <p>
            This is a small Slack of your own to practise in; nothing leaves this computer. The name in yellow is who you are, and you can
            be anybody else at any time.
          </p>
          {bot && !isBotHere && !me.isOutsider && (
            <p>
              <button type="button" className="starter" onClick={() => put(`/invite @${bot.name}`)}>
                <code>/invite @{bot.name}</code>
                <span>{bot.realName} is not in this channel yet. Put this into the message box, then press Enter.</span>
              </button>
            </p>
          )}
          {command && isBotHere && <p>{bot.realName} takes a team from a vague idea to a plan, in ten short steps. Give it an idea:</p>}
          {command && isBotHere && (
            <p>
              <button type="button" className="starter" onClick={() => put(starter)}>
                <code>{starter}</code>
                <span>
                  Put this into the message box, then press Enter <Icon name="send" />
                </span>
              </button>
            </p>
          )}
        </>
      )}
    </section>
  );
}
