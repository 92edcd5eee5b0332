// The built files of a webview as addresses that the webview may load, and a fresh nonce for each page.
import * as vscode from 'vscode';
import type { PageParts } from '../../core/protocol/page';

export function webviewOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [distOf(extension)] };
}

/** `name`: of the bundle in dist/, which is a script and a stylesheet. */
export function pageParts(webview: vscode.Webview, extension: vscode.Uri, name: string, title: string): PageParts {
  return {
    nonce: nonce(),
    source: webview.cspSource,
    script: fileAddress(webview, extension, `${name}.js`),
    style: fileAddress(webview, extension, `${name}.css`),
    title,
  };
}

export function fileAddress(webview: vscode.Webview, extension: vscode.Uri, file: string): string {
  return webview.asWebviewUri(vscode.Uri.joinPath(distOf(extension), file)).toString();
}

const distOf = (extension: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extension, 'dist');

function nonce(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
