#include "CAV.h"

#include <libavutil/log.h>

void aa_av_quiet(void) { av_log_set_level(AV_LOG_QUIET); }
