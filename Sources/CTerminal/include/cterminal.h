// ncurses and the terminal's signals behind plain C types, so that no macro, no mutable global and no variadic function
// of <curses.h> reaches Swift. One terminal a process; every function but the signal handlers belongs to one thread.
#ifndef GATEHOUSE_CTERMINAL_H
#define GATEHOUSE_CTERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  CTERMINAL_BOLD = 1,
  CTERMINAL_DIM = 2,
  CTERMINAL_REVERSE = 4,
  CTERMINAL_UNDERLINE = 8,
};

/// Sets LC_CTYPE from the environment; whether its character set is UTF-8 (setlocale(3), nl_langinfo(3)).
bool cterminal_locale_is_utf8(void);

/// Saves the terminal's modes, starts ncurses for `type` on stdin and stdout in raw mode, and enters the alternate
/// screen. `enter` is written behind it and again after a suspension, `leave` before the screen is given back, by the
/// crash handler too. False when ncurses does not know the type.
bool cterminal_open(const char *type, const char *enter, const char *leave);
/// Gives the screen back and restores the saved modes; idempotent, and registered with atexit(3).
void cterminal_close(void);
/// Gives the screen back, stops the process group like Ctrl-Z does (SIGTSTP; nothing happens in an orphaned group,
/// where no shell could continue it), and takes the screen again.
void cterminal_suspend(void);
/// Takes the screen again after somebody else stopped and continued the process.
void cterminal_resume(void);

/// Colours that the terminal has; 0 for none.
int cterminal_colors(void);
int cterminal_rows(void);
int cterminal_columns(void);
/// Asks the kernel for the size (TIOCGWINSZ) and tells ncurses; the next flush repaints everything.
void cterminal_resize(void);
/// The next flush repaints everything.
void cterminal_redraw(void);

/// Puts one glyph: a spacing scalar and up to four combining marks. A scalar whose width the C library knows otherwise
/// becomes `?`, since the terminal would move the rest of the line. Colours are ncurses colour numbers, -1 the default.
void cterminal_put(
    int row, int column, const uint32_t *scalars, int count, int columns, int attributes, int foreground,
    int background);
/// Moves the hardware cursor and shows it, or hides it.
void cterminal_cursor(int row, int column, bool visible);
/// Writes the difference to what the terminal shows, as one synchronized update (DEC mode 2026).
void cterminal_flush(void);
/// Writes bytes to the terminal as they are.
void cterminal_write(const char *bytes, size_t count);
/// Throws away what was typed and not read (tcflush(3)).
void cterminal_discard_input(void);

/// Catches SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP and SIGCONT; returns a descriptor that becomes readable when one
/// has come, or -1. Handlers and not a signalfd, because they work whichever thread the kernel picks, need no mask that
/// was set before the first thread, and are reset in children by exec.
/// Call it again behind cterminal_open, because ncurses may have put its own handlers there.
int cterminal_catch_signals(void);
/// Gives the signals back to whoever had them.
void cterminal_release_signals(void);
/// The next signal that has come, or 0.
int cterminal_next_signal(void);
/// Restores the terminal when the process crashes (SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGQUIT), then
/// hands the signal to whoever had it before.
void cterminal_catch_crashes(void);

#endif
