"""gdb commands for a running sala:

    gdb -p PID -x contrib/gdb/sala.py -ex sala-tasks

sala-tasks [EXPRESSION]
    Lists every task of the loop with what it waits for, and the stack of
    each parked one. The loop is found on the main thread's stack; else give
    an expression of type struct loop *.

A parked coroutine's registers lie in its saved context. The command puts
them in place, prints the stack, and puts the old ones back; it does not
work on core files, whose registers cannot be set.
"""

import gdb

# Places in gregset_t of x86-64 (sys/ucontext.h).
REGISTERS = {"rip": 16, "rsp": 15, "rbp": 10, "rbx": 11,
             "r12": 4, "r13": 5, "r14": 6, "r15": 7}
STATES = ["running", "parked", "ready", "ended"]


def find_loop():
    """The struct loop * that some frame of this thread has."""
    frame = gdb.newest_frame()
    while frame is not None:
        try:
            value = frame.read_var("loop")
            kind = str(value.type.unqualified().strip_typedefs())
            if kind.startswith("struct loop *") and \
                    not value.is_optimized_out:
                return value
        except (ValueError, RuntimeError):
            pass
        frame = frame.older()
    symbol = gdb.lookup_static_symbol("loop")
    if symbol is not None:
        return symbol.value()
    raise gdb.GdbError("no frame has a loop: give an expression")


def tasks_of(loop):
    kind = gdb.lookup_type("struct loop_tasks").pointer()
    task = loop["tasks"].cast(kind)["all"]["tqh_first"]
    while int(task) != 0:
        yield task
        task = task["all"]["tqe_next"]


def registers_of(task):
    saved = task["co"].dereference()["here"]["uc_mcontext"]["gregs"]
    return {name: int(saved[at]) for name, at in REGISTERS.items()}


def show_stack(task):
    before = {name: int(gdb.parse_and_eval(f"(long)${name}"))
              for name in REGISTERS}
    try:
        for name, value in registers_of(task).items():
            gdb.execute(f"set ${name} = {value}", to_string=True)
        gdb.execute("backtrace 30")
    finally:
        for name, value in before.items():
            gdb.execute(f"set ${name} = {value}", to_string=True)


class SalaTasks(gdb.Command):
    """List the tasks of a loop, with the stacks of the parked ones."""

    def __init__(self):
        super().__init__("sala-tasks", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        loop = gdb.parse_and_eval(argument) if argument else find_loop()
        n = 0
        for task in tasks_of(loop):
            n += 1
            state = STATES[int(task["state"])]
            what = task["options"]["fn"].format_string(symbols=True)
            print(f"task {int(task):#x}: {state}, {what}")
            if state in ("parked", "ready"):
                gdb.execute("select-frame 0", to_string=True)
                show_stack(task)
        print(f"{n} task{'' if n == 1 else 's'}")


SalaTasks()
