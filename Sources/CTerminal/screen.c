// Without this, and since SwiftPM drops ncursesw's own flags, the wide-character functions would be missing.
#define NCURSES_WIDECHAR 1
#include <curses.h>

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "cterminal.h"
#include "internal.h"

static struct termios saved_modes;
static SCREEN *screen;
static char enter_bytes[256];
static char leave_bytes[256];
// What the crash handler writes: prepared, since it may not allocate.
static char restore_bytes[512];
static size_t restore_count;
static volatile sig_atomic_t owns_terminal;

static void write_all(const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(STDOUT_FILENO, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

static void append_restore(const char *bytes) {
  if (bytes == NULL || bytes == (char *)-1) return;
  size_t length = strlen(bytes);
  if (restore_count + length > sizeof restore_bytes) return;
  memcpy(restore_bytes + restore_count, bytes, length);
  restore_count += length;
}

static void append_capability(const char *name) {
  const char *value = tigetstr((char *)name);
  // A capability with padding is for terminals of the serial line; its delay would be printed.
  if (value != NULL && value != (char *)-1 && strstr(value, "$<") == NULL) append_restore(value);
}

void restore_from_signal(void) {
  if (!owns_terminal) return;
  owns_terminal = 0;
  write_all(restore_bytes, restore_count);
  tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
}

// The alternate screen itself comes with the next flush.
static void take_screen(void) {
  raw();
  noecho();
  nonl();
  write_all(enter_bytes, strlen(enter_bytes));
  owns_terminal = 1;
}

static void give_screen_back(void) {
  if (!owns_terminal) return;
  owns_terminal = 0;
  write_all(leave_bytes, strlen(leave_bytes));
  endwin();
  tcsetattr(STDIN_FILENO, TCSADRAIN, &saved_modes);
}

bool cterminal_locale_is_utf8(void) {
  setlocale(LC_CTYPE, "");
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool cterminal_open(const char *type, const char *enter, const char *leave) {
  if (tcgetattr(STDIN_FILENO, &saved_modes) == -1) return false;
  screen = newterm(type, stdout, stdin);
  if (screen == NULL) return false;
  snprintf(enter_bytes, sizeof enter_bytes, "%s", enter);
  snprintf(leave_bytes, sizeof leave_bytes, "%s", leave);
  restore_count = 0;
  append_restore(leave);
  append_capability("sgr0");
  append_capability("op");
  append_capability("cnorm");
  append_capability("rmcup");
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  leaveok(stdscr, FALSE);
  scrollok(stdscr, FALSE);
  take_screen();
  static bool registered;
  if (!registered) registered = atexit(cterminal_close) == 0;
  return true;
}

void cterminal_close(void) {
  if (screen == NULL) return;
  give_screen_back();
  delscreen(screen);
  screen = NULL;
}

void cterminal_suspend(void) {
  give_screen_back();
  struct sigaction ignore = {.sa_handler = SIG_IGN}, standard = {.sa_handler = SIG_DFL}, mine;
  // First the others of the group (make, a script), then this process by a signal to this very thread, since one to the
  // process could reach another thread after the handler is back.
  sigaction(SIGTSTP, &ignore, &mine);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &standard, NULL);
  // A thread that grew from libdispatch's has signals blocked.
  sigset_t stop, before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, &before);
  raise(SIGTSTP);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  sigaction(SIGTSTP, &mine, NULL);
  forget_signal(SIGCONT);
  cterminal_resume();
}

void cterminal_resume(void) {
  reset_prog_mode();
  take_screen();
  cterminal_resize();
  cterminal_redraw();
}

int cterminal_colors(void) { return has_colors() ? COLORS : 0; }
int cterminal_rows(void) { return getmaxy(stdscr); }
int cterminal_columns(void) { return getmaxx(stdscr); }

void cterminal_resize(void) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_row == 0 || size.ws_col == 0) return;
  resizeterm(size.ws_row, size.ws_col);
  cterminal_redraw();
}

void cterminal_redraw(void) { clearok(curscr, TRUE); }

void cterminal_put(
    int row, int column, const uint32_t *scalars, int count, int columns, int attributes, int foreground,
    int background) {
  wchar_t text[CCHARW_MAX + 1];
  int length = 0;
  for (; length < count && length < CCHARW_MAX; length++) text[length] = (wchar_t)scalars[length];
  text[length] = L'\0';
  bool unknown = length == 0 || wcwidth(text[0]) != columns;
  if (unknown) wcscpy(text, L"?");
  attr_t look = A_NORMAL;
  if (attributes & CTERMINAL_BOLD) look |= A_BOLD;
  if (attributes & CTERMINAL_DIM) look |= A_DIM;
  if (attributes & CTERMINAL_REVERSE) look |= A_REVERSE;
  if (attributes & CTERMINAL_UNDERLINE) look |= A_UNDERLINE;
  int pair = foreground == -1 && background == -1 ? 0 : alloc_pair(foreground, background);
  if (pair < 0) pair = 0;
  cchar_t glyph;
  if (setcchar(&glyph, text, look, 0, &pair) == ERR && setcchar(&glyph, L"?", look, 0, &pair) == ERR) return;
  // In the last cell this returns ERR although the glyph is drawn.
  (void)mvadd_wch(row, column, &glyph);
  if (unknown && columns == 2 && setcchar(&glyph, L" ", look, 0, &pair) != ERR) (void)mvadd_wch(row, column + 1, &glyph);
}

void cterminal_cursor(int row, int column, bool visible) {
  curs_set(visible ? 1 : 0);
  if (visible) move(row, column);
}

void cterminal_flush(void) {
  if (!owns_terminal) return;
  write_all("\033[?2026h", 8);
  refresh();
  write_all("\033[?2026l", 8);
}

void cterminal_write(const char *bytes, size_t count) { write_all(bytes, count); }

void cterminal_discard_input(void) { tcflush(STDIN_FILENO, TCIFLUSH); }
