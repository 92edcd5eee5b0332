// The compiler's worker on the desktop and on servers: a thread.
import { Worker } from 'node:worker_threads';
import type { CompileReply } from './compileMessages';
import type { OpenCompiler } from './workerCompiler';

/** `bundle`: path of the built compiler.node.ts. */
export function openCompiler(bundle: string): OpenCompiler {
  return (tell, broken) => {
    const worker = new Worker(bundle);
    worker.on('message', (reply: CompileReply) => tell(reply));
    worker.on('error', broken);
    worker.on('exit', broken);
    return Promise.resolve({ post: (request) => worker.postMessage(request), end: () => void worker.terminate() });
  };
}
