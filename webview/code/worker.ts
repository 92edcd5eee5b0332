// Monaco's worker under a webview's policy: workers must be of the page's own origin, so the file is fetched and started from a blob.
export function useBlobWorker(): void {
  const file = document.body.dataset['worker'];
  if (file === undefined) throw new Error('the page does not say where the editor worker is');
  Object.assign(globalThis, { MonacoEnvironment: { getWorker: () => startFrom(file) } });
}

async function startFrom(file: string): Promise<Worker> {
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(`the editor worker could not be loaded: ${answer.status}`);
  const script = new Blob([await answer.text()], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(script));
}
