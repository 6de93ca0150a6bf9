"""gdb: where the parked tasks of a worker stand.

    gdb -p PID -x contrib/gdb/sala.py
    (gdb) sala-tasks                the loop is found by loop_run's frame
    (gdb) sala-tasks EXPRESSION     or is what a struct loop * points to

A task is parked in co_yield; its registers lie in its struct co. They are
put into the processor for as long as its stack is printed, so this needs a
live process (gdb cannot move a core file's registers).
"""

import gdb

# Where swapcontext keeps them (glibc's <sys/ucontext.h>).
REGISTERS = {
    "i386:x86-64": [
        ("rbp", "here.uc_mcontext.gregs[10]"),
        ("rsp", "here.uc_mcontext.gregs[15]"),
        ("rip", "here.uc_mcontext.gregs[16]")],
    "aarch64": [
        ("x29", "here.uc_mcontext.regs[29]"),
        ("sp", "here.uc_mcontext.sp"),
        ("pc", "here.uc_mcontext.pc")],
}


def evaluate(expression):
    return gdb.parse_and_eval(expression)


def find_loop():
    """The argument of the loop_run that is on the stack."""
    frame = gdb.newest_frame()
    while frame is not None:
        if frame.name() == "loop_run":
            return frame.read_var("loop")
        frame = frame.older()
    raise gdb.GdbError("no loop_run on this stack: sala-tasks EXPRESSION")


def tasks_of(loop):
    """Every struct task of a loop."""
    task = loop["tasks"].dereference()["all"]["tqh_first"]
    while int(task) != 0:
        yield task
        task = task.dereference()["all"]["tqe_next"]


def print_stack(task, registers):
    """Its backtrace, by way of the processor's registers."""
    co = task.dereference()["co"]
    saved = [(name, int(evaluate(f"(unsigned long)${name}")))
             for name, _ in registers]
    values = [(name, int(evaluate(
        f"(unsigned long)((struct co *){int(co)})->{place}")))
        for name, place in registers]
    try:
        for name, value in values:
            gdb.execute(f"set ${name} = {value}")
        gdb.execute("backtrace -frame-arguments all 30")
    finally:
        for name, value in saved:
            gdb.execute(f"set ${name} = {value}")


class SalaTasks(gdb.Command):
    """Print the stack of every parked task: sala-tasks [LOOP]"""

    def __init__(self):
        super().__init__("sala-tasks", gdb.COMMAND_STACK)

    def invoke(self, argument, _from_tty):
        machine = gdb.newest_frame().architecture().name()
        if machine not in REGISTERS:
            raise gdb.GdbError(f"registers of {machine} are not known here")
        loop = evaluate(argument) if argument else find_loop()
        gdb.newest_frame().select()
        count = 0
        for task in tasks_of(loop):
            count += 1
            state = str(task.dereference()["state"])
            print(f"\ntask {int(task):#x}: {state}, database "
                  f"{int(task.dereference()['db_usec'])} us")
            if state in ("TASK_PARKED", "TASK_READY"):
                print_stack(task, REGISTERS[machine])
        print(f"\n{count} tasks")


SalaTasks()
