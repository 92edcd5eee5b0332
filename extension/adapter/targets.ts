// Numbers for places that a client is offered and then chooses from: functions to step into, and the times at which a line runs.
import type { DebugProtocol } from '@vscode/debugprotocol';
import { calledFunctions } from '../../core/debug/calledFunctions';
import { standingPlace, type CursorPlace } from '../../core/debug/stepGoal';
import { Handles } from './handles';
import type { Moving } from './moving';
import type { SourceArgument } from './requestArguments';
import { NO_SUCH_SOURCE, RequestError, STALE_REFERENCE } from './requestError';
import type { Answer } from './requestServer';

interface Goto {
  readonly place: CursorPlace;
  readonly direction: 1 | -1;
}

export class Targets {
  private readonly functions = new Handles<string>();
  private readonly places = new Handles<Goto>();

  constructor(private readonly moving: Pick<Moving, 'still' | 'placeOf'>) {}

  /** The functions that the next step over would call; of a frame below, none. */
  async stepIn(frameId: number): Promise<Answer> {
    const { debug, inspection } = this.moving.still();
    const names = inspection.isTop(frameId) ? await debug.query((search, from) => calledFunctions(search, from)) : [];
    this.functions.clear();
    const targets = names.map((label): DebugProtocol.StepInTarget => ({ id: this.functions.add(label), label }));
    return { body: { targets } };
  }

  functionOf(id: number): string {
    const name = this.functions.get(id);
    if (name === undefined) throw stale();
    return name;
  }

  /** The next and the last time that a line runs, or the first one after it where a run can stand. `line` as the client counts. */
  goto(source: SourceArgument, line: number): Answer {
    const { debug } = this.moving.still();
    const asked = this.moving.placeOf(source, line);
    if (asked === undefined) throw new RequestError(NO_SUCH_SOURCE, 'That document is not what is being debugged.');
    const place = standingPlace(debug.program, debug.sources, asked);
    if (place === undefined) return { body: { targets: [] } };
    const shown = line + place.line - asked.line;
    const offered = (direction: 1 | -1, label: string): DebugProtocol.GotoTarget => ({
      id: this.places.add({ place, direction }),
      label,
      line: shown,
    });
    const targets = [
      offered(1, `The next time that line ${shown} runs`),
      offered(-1, `The last time that line ${shown} ran`),
    ];
    return { body: { targets } };
  }

  placeOf(id: number): Goto {
    const found = this.places.get(id);
    if (found === undefined) throw stale();
    return found;
  }
}

function stale(): RequestError {
  return new RequestError(STALE_REFERENCE, 'This target belongs to an earlier stop: ask for the targets again.');
}
