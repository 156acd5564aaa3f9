/** The longest that a Node timer can wait; a longer one would fire at once. */
export const longestTimerMs = 2 ** 31 - 1;
