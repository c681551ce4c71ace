# SPDX-License-Identifier: GPL-2.0
"""Jobs on several cores."""
import concurrent.futures


def run(function, jobs, nr_at_once, done):
    """
    Call function(*job) for each job, in threads (the work is that of other
    processes), and done(result) here for each as it ends. After an exception, in
    one of them or here, those that have begun are completed, and no more begun.
    """
    pool = concurrent.futures.ThreadPoolExecutor(nr_at_once)
    try:
        for future in concurrent.futures.as_completed(
                [pool.submit(function, *job) for job in jobs]):
            done(future.result())
    finally:
        pool.shutdown(cancel_futures=True)
