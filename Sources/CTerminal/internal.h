// What the two files of this target share.
#ifndef GATEHOUSE_CTERMINAL_INTERNAL_H
#define GATEHOUSE_CTERMINAL_INTERNAL_H

/// Writes the restore bytes and the saved modes; async-signal-safe (write(2), tcsetattr(3)), once only.
void restore_from_signal(void);

/// Takes back that a signal has come.
void forget_signal(int signal);

#endif
