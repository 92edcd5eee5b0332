// Breakpoints of one document, kept by the editor: the Code view shows and toggles the same ones as the editor's own gutter, on the same lines.
import * as vscode from 'vscode';

interface Placed {
  readonly breakpoint: vscode.SourceBreakpoint;
  /** 1-based; where the debugger put it, which is the next line that a run can stand on. */
  readonly line: number;
}

/** 1-based lines with an enabled or disabled breakpoint, ascending. */
export async function breakpointLines(uri: vscode.Uri): Promise<readonly number[]> {
  const lines = (await placedIn(uri)).map(({ line }) => line);
  return [...new Set(lines)].sort((a, b) => a - b);
}

export async function toggleBreakpoint(uri: vscode.Uri, line: number): Promise<void> {
  const present = (await placedIn(uri)).filter((placed) => placed.line === line);
  if (present.length > 0) vscode.debug.removeBreakpoints(present.map(({ breakpoint }) => breakpoint));
  else
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(uri, new vscode.Position(line - 1, 0))),
    ]);
}

async function placedIn(uri: vscode.Uri): Promise<readonly Placed[]> {
  const wanted = uri.toString();
  const session = vscode.debug.activeDebugSession;
  const found = vscode.debug.breakpoints.filter(
    (breakpoint): breakpoint is vscode.SourceBreakpoint =>
      breakpoint instanceof vscode.SourceBreakpoint && breakpoint.location.uri.toString() === wanted,
  );
  return Promise.all(
    found.map(async (breakpoint) => {
      const confirmed: unknown = await session?.getDebugProtocolBreakpoint(breakpoint);
      return { breakpoint, line: lineOf(confirmed) ?? breakpoint.location.range.start.line + 1 };
    }),
  );
}

/** `line` of a breakpoint of the debug protocol, which the editor hands out without a type. */
function lineOf(confirmed: unknown): number | undefined {
  if (typeof confirmed !== 'object' || confirmed === null || !('line' in confirmed)) return undefined;
  return typeof confirmed.line === 'number' ? confirmed.line : undefined;
}
