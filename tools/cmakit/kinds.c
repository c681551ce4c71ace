// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "kind.h"

const struct kind *const kinds[] = {
	&kind_video_4k,
	&kind_video_1080p,
	&kind_imx6_vpu,
	&kind_vpu_table,
	&kind_camera,
	&kind_isp_burst,
	&kind_gpu,
	&kind_display,
	&kind_npu,
	&kind_audio_dsp,
	&kind_nvme,
	&kind_usb,
	&kind_network_dma,
	&kind_hugepages,
	&kind_debugfs,
	&kind_residents,
	&kind_oddsize,
	&kind_tides,
	&kind_pins,
	&kind_mixed_day,
	NULL
};

const struct kind *kind_by_name(const char *name)
{
	for (size_t i = 0; kinds[i]; i++)
		if (!strcmp(kinds[i]->name, name))
			return kinds[i];
	return NULL;
}
