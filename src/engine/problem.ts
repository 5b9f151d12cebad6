/** The engine's problems are plain facts and live in core, where the words for them may reach them too. */
export { Problem, type ProblemKind } from "../core/problem";
