// The compiler's worker on the web: made from the bundle's text, since a worker may not be loaded from the extension's origin.
import type { CompileReply } from './compileMessages';
import type { OpenCompiler } from './workerCompiler';

/** `read` gives the text of the built compiler.worker.ts. */
export function openCompiler(read: () => PromiseLike<Uint8Array>): OpenCompiler {
  return async (tell, broken) => {
    const url = URL.createObjectURL(new Blob([new Uint8Array(await read())], { type: 'text/javascript' }));
    const worker = new Worker(url, { name: 'vswap compiler' });
    worker.onmessage = ({ data }: MessageEvent<CompileReply>) => tell(data);
    worker.onerror = broken;
    const end = (): void => {
      worker.terminate();
      URL.revokeObjectURL(url);
    };
    return { post: (request) => worker.postMessage(request), end };
  };
}
