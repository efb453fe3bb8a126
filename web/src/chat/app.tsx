// The whole chat: header, thread, desk bar, composer.
import { useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import './app.css';
import { Composer } from './composer';
import { useStore } from './context';
import { DeskBar } from './desk_bar';
import { Header } from './header';
import { News } from './news';
import { Notices } from './notices';
import { Thread } from './thread';

export function App(): JSX.Element {
  const store = useStore();
  useSignalEffect(() => {
    document.documentElement.lang = store.language.value;
    const { t, unread } = store;
    document.title = unread.value > 0 ? `(${unread.value}) ${t('title')}` : t('title');
  });
  return (
    <main class={store.framed ? 'chat' : 'chat alone'} onKeyDown={(event) => event.key === 'Escape' && !event.isComposing && store.close()}>
      <Header />
      <Thread />
      <Notices />
      <DeskBar />
      <Composer />
      <News />
    </main>
  );
}
