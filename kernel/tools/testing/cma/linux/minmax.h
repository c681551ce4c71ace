/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _CMA_TEST_LINUX_MINMAX_H
#define _CMA_TEST_LINUX_MINMAX_H

/* As in the kernel, arguments of different types are refused (a warning). */
#ifndef min
#define min(x, y) ({				\
	__typeof__(x) min_x_ = (x);		\
	__typeof__(y) min_y_ = (y);		\
	(void)(&min_x_ == &min_y_);		\
	min_x_ < min_y_ ? min_x_ : min_y_; })
#endif

#ifndef max
#define max(x, y) ({				\
	__typeof__(x) max_x_ = (x);		\
	__typeof__(y) max_y_ = (y);		\
	(void)(&max_x_ == &max_y_);		\
	max_x_ > max_y_ ? max_x_ : max_y_; })
#endif

#endif /* _CMA_TEST_LINUX_MINMAX_H */
