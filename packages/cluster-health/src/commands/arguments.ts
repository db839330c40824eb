import type { QuestionInput } from '../kind/settle-question.ts';

/** What every command takes. */
export interface CommonArguments extends QuestionInput {
  /** The file of the kind's options. */
  config?: string;
}
