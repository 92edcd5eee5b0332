// The compiler in a browser's worker: VS Code on the web has its extensions in one thread.
import { answerCompile, type CompileRequest } from './compileMessages';

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = ({ data }: MessageEvent<CompileRequest>) =>
  answerCompile(data, (reply) => {
    self.postMessage(reply);
  });
