// What is said between the extension and the worker that compiles for it, and the worker's end of it.
import type { KernelName } from '../../core/scenario/program';
import { compileProgram } from './compileProgram';
import { piecesOf, type Piece } from './pieces';

export interface CompileRequest {
  readonly id: number;
  readonly text: string;
  readonly file: string;
  readonly kernel: KernelName | undefined;
}

/** `failed`: a defect of ours, as problems of the text come with the last piece. */
export type CompileReply = { readonly id: number } & (
  { readonly kind: 'piece'; readonly piece: Piece } | { readonly kind: 'failed'; readonly reason: string }
);

/** Answers one request. */
export function answerCompile({ id, text, file, kernel }: CompileRequest, post: (reply: CompileReply) => void): void {
  try {
    for (const piece of piecesOf(compileProgram(text, file, kernel))) post({ id, kind: 'piece', piece });
  } catch (error) {
    post({ id, kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
}
