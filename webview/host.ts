// The webview's end of a conversation: every message from the host is checked before anyone sees it.
import { check, type Conversation } from '../core/protocol/schema';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host<ToHost> {
  readonly post: (message: ToHost) => void;
  /** What the view itself remembers over a reload of the window; whatever was stored, unchecked. */
  readonly remembered: () => unknown;
  readonly remember: (value: unknown) => void;
}

/** Connects to the host. May be called once per page: VS Code gives out its end only once. */
export function connect<ToView, ToHost>(
  conversation: Conversation<ToView, ToHost>,
  receive: (message: ToView) => void,
  refuse: (reason: string) => void,
): Host<ToHost> {
  const api = acquireVsCodeApi();
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    // Libraries schedule work by messages of the page to itself (Monaco does); the host's come from outside.
    if (event.source === window) return;
    const { value, problems } = check(conversation.toView, event.data);
    if (value === undefined)
      refuse(`VS0709: the view was sent something it does not understand (${problems.join('; ')}). Reload the window.`);
    else receive(value);
  });
  return {
    post: (message) => api.postMessage(message),
    remembered: () => api.getState(),
    remember: (value) => api.setState(value),
  };
}
