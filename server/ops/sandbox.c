/* Limits, rights, system calls. */
#include "ops/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/compiler.h"
#include "base/log.h"

void
sandbox_raise_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		log_warn("cannot raise the limit of open files: %s",
		    strerror(errno));
}

void
sandbox_no_new_rights(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		log_warn("no_new_privs: %s", strerror(errno));
}

#ifdef SALA_SANITIZED

void
sandbox_enter_worker(void)
{
}

#else

static const int refused_calls[] = {
	SCMP_SYS(acct),
	SCMP_SYS(add_key),
	SCMP_SYS(bpf),
	SCMP_SYS(chroot),
	SCMP_SYS(delete_module),
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(finit_module),
	SCMP_SYS(init_module),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(kexec_load),
	SCMP_SYS(keyctl),
	SCMP_SYS(mount),
	SCMP_SYS(move_mount),
	SCMP_SYS(name_to_handle_at),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(open_tree),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(personality),
	SCMP_SYS(pivot_root),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(ptrace),
	SCMP_SYS(reboot),
	SCMP_SYS(request_key),
	SCMP_SYS(setgid),
	SCMP_SYS(setgroups),
	SCMP_SYS(sethostname),
	SCMP_SYS(setns),
	SCMP_SYS(setregid),
	SCMP_SYS(setresgid),
	SCMP_SYS(setresuid),
	SCMP_SYS(setreuid),
	SCMP_SYS(setuid),
	SCMP_SYS(swapon),
	SCMP_SYS(umount2),
	SCMP_SYS(unshare),
	SCMP_SYS(userfaultfd),
};

void
sandbox_enter_worker(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	int failed = ctx == NULL;

	for (size_t i = 0; i < COUNT(refused_calls) && !failed; i++)
		failed = seccomp_rule_add(
		    ctx, SCMP_ACT_ERRNO(EPERM), refused_calls[i], 0);
	if (!failed)
		failed = seccomp_load(ctx);
	if (failed)
		log_warn("the worker's system calls are not narrowed");
	seccomp_release(ctx);
}

#endif
