// Node's `url` module for bundles that run in a browser: @vscode/debugadapter wants only its URL class, which a browser has as a global.
export const URL = globalThis.URL;
