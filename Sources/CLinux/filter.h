#ifndef GATEHOUSE_FILTER_H
#define GATEHOUSE_FILTER_H

/// Refuses the calls that `what` names (CLINUX_FILTER_*), for this thread and all that come of it, for good. It makes
/// async-signal-safe calls only.
int clinux_install_filter(int what);

#endif
