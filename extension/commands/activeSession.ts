// Asks the debug session that the editor shows, and tells the person why it refused.
import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../adapter/configurations';

export const NOT_STOPPED =
  'VS0708: no swap scenario stands still in the debugger. Start one with F5 and let it stop first.';

/** undefined: no scenario is being debugged, or the request was refused; the person has been told. */
export async function askSession(
  request: string,
  args: object,
  session = vscode.debug.activeDebugSession,
): Promise<{ readonly body: unknown } | undefined> {
  if (session?.type !== DEBUG_TYPE) return void vscode.window.showInformationMessage(NOT_STOPPED);
  try {
    return { body: await session.customRequest(request, args) };
  } catch (error) {
    return void vscode.window.showInformationMessage(error instanceof Error ? error.message : String(error));
  }
}
