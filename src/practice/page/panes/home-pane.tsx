import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { View } from '../../protocol.ts';
import { BlockList } from '../blocks/block-list.tsx';
import type { Values } from '../blocks/block-values.ts';
import { useViewSurface } from '../blocks/use-view-surface.ts';
import { Avatar } from '../parts/avatar.tsx';
import { useActions } from '../state/actions-context.ts';
import { useDirectory } from '../state/directory-context.ts';
import { PaneHead } from './pane-head.tsx';

/** The bot's own page. Opening it tells the bot, which then draws it. */
export function HomePane({ view, switcher }: { view: View | undefined; switcher: ReactNode }) {
  const { attempt, go } = useActions();
  const { me, people } = useDirectory();
  const bot = [...people.values()].find((person) => person.isBot);
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened anew for each person
  useEffect(() => void attempt('openHome', {}), [me.id, attempt]);
  return (
    <main className="pane is-main" id="region-main" tabIndex={-1} aria-label={`${bot?.realName ?? 'App'}, home`}>
      <PaneHead
        onBack={() => go({ kind: 'list' })}
        title={bot?.realName ?? 'App'}
        picture={bot && <Avatar person={bot} size={24} />}
        detail="Home"
      >
        {switcher}
      </PaneHead>
      <div className="page-scroll">
        {view ? <HomeBlocks key={view.id} view={view} /> : <p className="quiet">The bot has not drawn its home page for you yet.</p>}
      </div>
    </main>
  );
}

function HomeBlocks({ view }: { view: View }) {
  const [edited, setEdited] = useState<Values>({});
  const { surface } = useViewSurface(view, edited, setEdited);
  return (
    <div className="sheet">
      <BlockList blocks={view.blocks} surface={surface} />
    </div>
  );
}
