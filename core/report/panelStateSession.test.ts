// A session as the panel sees it: changes belong to the last two stops, the past is before the furthest stop, and nothing is read while it moves.
import { describe, expect, test } from 'vitest';
import { fakeRun } from './panelState.fixture';
import type { ShownRun } from './panelStateChanges';
import { stepIndex } from '../word/brand';
import { SessionLook, type LookedAt } from './panelStateSession';

function stoppedSession() {
  const session: { -readonly [K in keyof LookedAt]: LookedAt[K] } & { run: ShownRun } = {
    run: fakeRun(),
    isMoving: false,
    lastStop: { step: 0, reason: 'entry', why: 'The run begins here.' },
    furthestCursor: 0,
  };
  const look = new SessionLook(session);
  look.stopped();
  const moveTo = (step: number): void => {
    session.run.seek(stepIndex(step));
    session.furthestCursor = Math.max(session.furthestCursor, step);
    look.stopped();
  };
  return { session, look, moveTo };
}

describe('a session', () => {
  test('has no changes at its first stop', () => {
    expect(stoppedSession().look.state()).toMatchObject({ changedWords: 0, position: { step: 0, newest: 0 } });
  });

  test('shows what changed between two stops, whichever way it went', () => {
    const { look, moveTo } = stoppedSession();
    moveTo(2);
    expect(look.state()).toMatchObject({ changedWords: 2, position: { step: 2, newest: 2 } });
    moveTo(1);
    expect(look.state()).toMatchObject({ changedWords: 1, position: { step: 1, newest: 2 } });
    moveTo(0);
    expect(look.state()).toMatchObject({ changedWords: 1, position: { step: 0, newest: 2 } });
  });

  test('shows, back at a step, word for word the table that it showed there', () => {
    const { look, moveTo } = stoppedSession();
    look.clicked({ kind: 'goTo', target: 'vswap:512' });
    look.clicked({ kind: 'follow', on: false });
    const words = (): unknown =>
      look.state()?.table?.rows.map(({ offset, swap, virtual }) => [offset, swap.word, virtual?.word]);
    const first = words();
    moveTo(2);
    expect(words()).not.toEqual(first);
    moveTo(0);
    expect(words()).toEqual(first);
  });

  test('starts over with a restarted run', () => {
    const { session, look, moveTo } = stoppedSession();
    moveTo(2);
    session.run = fakeRun();
    session.furthestCursor = 0;
    look.stopped();
    expect(look.state()).toMatchObject({ changedWords: 0, position: { step: 0, newest: 0 } });
  });

  test('is not read while it moves', () => {
    const { session, look } = stoppedSession();
    session.isMoving = true;
    expect(look.state()).toBeUndefined();
    expect(look.clicked({ kind: 'selectDevice', type: 0 })).toMatch(/running/);
  });

  test('says so when there is no change to go to', () => {
    expect(stoppedSession().look.clicked({ kind: 'nextChanged', direction: 1 })).toMatch(
      /VS0707: no table word changed/,
    );
  });

  test('walks from change to change', () => {
    const { look, moveTo } = stoppedSession();
    moveTo(2);
    const at = (): unknown => [look.state()?.selectedDevice, look.state()?.selectedSlot];
    const first = at();
    look.clicked({ kind: 'nextChanged', direction: 1 });
    expect(at()).not.toEqual(first);
    look.clicked({ kind: 'nextChanged', direction: 1 });
    expect(at()).toEqual(first);
  });
});
