import type { QuestionInput } from '../kind/settle-question.ts';

/** The arguments of every command. */
export interface CommonArguments extends QuestionInput {
  /** The file with the options of the kind. */
  config?: string;
}
