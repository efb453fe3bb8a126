// The desk as a whole: the sign-in page, or three panes of which a narrow window shows two or one.
import type { FunctionComponent } from 'preact';
import { CloseDialog } from './parts/close_dialog';
import { HandOverDialog } from './parts/hand_over_dialog';
import { HealthDialog } from './parts/health_dialog';
import { InboxList } from './parts/inbox_list';
import { KeysDialog } from './parts/keys_dialog';
import { MergeDialog } from './parts/merge_dialog';
import { NoticesView } from './parts/notices';
import { PasswordDialog } from './parts/password_dialog';
import { RecordPane } from './parts/record';
import { SignIn } from './parts/sign_in';
import { StatusBar } from './parts/status_bar';
import { TalkPane } from './parts/talk';
import { TopBar } from './parts/top_bar';
import { useDesk } from './store/context';
import type { DialogName } from './store/desk';
import type { EventsLine } from './store/events';
import { t } from './words';
import './app.css';

const DIALOGS: Readonly<Record<DialogName, FunctionComponent>> = {
  hand_over: HandOverDialog,
  close: CloseDialog,
  password: PasswordDialog,
  keys: KeysDialog,
  merge: MergeDialog,
  health: HealthDialog,
};

export function App({ line }: { line: EventsLine }) {
  const desk = useDesk();
  const state = desk.session.state.value;
  if (state === 'out') return <SignIn />;
  if (state === 'unknown') return <main class="desk-starting">{t('desk.loading')}</main>;
  const Dialog = desk.dialog.value && DIALOGS[desk.dialog.value];
  return (
    <>
      <a class="skip" href="#talk" onClick={skip}>
        {t('desk.skip')}
      </a>
      <div class="desk">
        <TopBar />
        <StatusBar line={line} />
        <Panes />
      </div>
      {Dialog ? <Dialog /> : <NoticesView />}
    </>
  );
}

function Panes() {
  const desk = useDesk();
  const open = desk.route.place.value.id !== null;
  const classes = ['panes', open ? 'has-open' : 'no-open', `shows-${desk.pane.value}`];
  const record = desk.recordShown.value && open;
  if (record) classes.push('with-record');
  return (
    <main class={classes.join(' ')}>
      <InboxList />
      <TalkPane />
      {(record || desk.pane.value === 'record') && <RecordPane />}
    </main>
  );
}

// The part after # in the address says which conversation is open: skipping must not change it.
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('talk')?.focus();
}
